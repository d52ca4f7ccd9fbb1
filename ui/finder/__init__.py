"""The finder: the one picker of the window, its rows and where they come from."""
