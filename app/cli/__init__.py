"""The command line: the Library without a window."""
