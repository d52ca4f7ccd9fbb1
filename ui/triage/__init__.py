"""Triage: one paper at a time."""
