"""`paperdesk doctor`: integrity checks of a library."""
