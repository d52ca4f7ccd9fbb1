"""Types shared by all of Paperdesk: records, views, changes, errors. No files, no SQL, no Qt."""
