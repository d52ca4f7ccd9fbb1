"""The page of the current paper."""
