"""Applies `app.matching` to the store: papers, their fields, and pairs that may be one paper."""
