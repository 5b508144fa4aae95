"""Users and their roles: adding, inviting, changing, deactivating."""
