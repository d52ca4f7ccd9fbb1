"""The sidebar: places, tags, collections and saved searches."""
