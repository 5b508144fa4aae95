"""Members, roles, and who one is."""
