"""Exporting: the dialog and its controller."""
