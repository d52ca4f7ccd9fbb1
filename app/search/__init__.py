"""Answers to queries: words from the index, facts from the store, papers in order."""
