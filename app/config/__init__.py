"""What lies outside the library: settings, the folders of the program, and how files are written."""
