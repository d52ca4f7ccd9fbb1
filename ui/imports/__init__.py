"""Importing in the window: what is offered, its preview, and the imports there were."""
