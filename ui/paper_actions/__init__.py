"""Actions on the selected papers: status, tags, links, fields, duplicates, copying."""
