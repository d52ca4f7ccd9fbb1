"""The finder: every choice is made in its one field and list."""
