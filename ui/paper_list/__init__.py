"""The list of papers."""
