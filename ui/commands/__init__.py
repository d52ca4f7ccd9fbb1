"""The table of commands, and the menus and keys that are made from it."""
