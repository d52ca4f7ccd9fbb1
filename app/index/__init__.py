"""The full-text index, a cache of the library."""
