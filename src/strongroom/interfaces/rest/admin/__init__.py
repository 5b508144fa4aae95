"""Settings and events of the account."""
