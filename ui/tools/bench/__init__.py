"""Benchmarks of the window: `table` is the command, `parts` measures our window, `bare` an empty Qt window.

This module is empty so that a measuring process loads only what it measures.
"""
