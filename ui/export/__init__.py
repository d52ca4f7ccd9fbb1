"""The export dialog, its preview, and running an export."""
