"""The office's first page."""
