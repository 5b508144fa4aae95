"""The link pages: what a stranger with an address sees (B-12)."""
