"""The import dialog with its preview, and the dialog of past imports."""
