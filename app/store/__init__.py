"""The library file: the only SQL, one file for each kind of row."""
