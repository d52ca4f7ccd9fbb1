"""Search: queries answered from the index and the store."""
