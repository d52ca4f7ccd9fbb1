"""Made with the window rather than for a person in it: pictures, help pages, measurements."""
