"""The note of a paper: its editor and its preview."""
