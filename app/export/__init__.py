"""Export papers to files, or as short texts for the clipboard."""
