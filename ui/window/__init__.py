"""The main window: its parts, its layout, and moving between them."""
