"""Whoosh's own files, read and written in bulk."""
