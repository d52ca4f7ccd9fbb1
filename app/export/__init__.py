"""Papers out of the library: files, and short texts for the clipboard."""
