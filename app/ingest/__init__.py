"""Imports: records into the library, what that would change, and taking it back."""
