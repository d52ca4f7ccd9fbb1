"""The full-text index: a cache of the library, kept with Whoosh in this process or in a worker."""
