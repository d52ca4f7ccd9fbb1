"""The window of Paperdesk. It shows what `app` knows and asks `app` to act; `app` never imports it."""
