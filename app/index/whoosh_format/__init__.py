"""Bulk reading and writing of Whoosh's index files."""
