"""Imports: write parsed records to the library, preview the changes, and remove imports."""
