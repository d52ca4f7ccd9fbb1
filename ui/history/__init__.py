"""The history dialog, where any step can be undone or redone."""
