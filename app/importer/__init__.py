"""Parse the text of feed pages into frozen records; pure except for reading the files.

`source.read_source` turns a file into normalised text, `formats.detect` says what it is and why, and `formats.parse`
makes a `FeedRecord`.
"""
