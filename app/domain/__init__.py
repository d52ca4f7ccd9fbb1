"""What all of Paperdesk speaks in: records, views, changes, errors. No files, no SQL, no Qt."""
