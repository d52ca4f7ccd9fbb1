"""Settings, the folders of the program, and safe reading and writing of files."""
