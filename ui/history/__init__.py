"""The history of what was done, and undoing any step of it."""
