"""The help window and the key sheet."""
