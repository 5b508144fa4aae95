"""Jobs and quotes on the phone."""
