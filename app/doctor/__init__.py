"""`paperdesk doctor`: is the library whole?"""
