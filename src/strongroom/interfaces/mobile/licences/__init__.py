"""One's own licences on the phone."""
