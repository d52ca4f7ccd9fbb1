"""The query language: text to a tree, the tree to sets of papers, and back to text."""
