"""The details drawer of an item: its tabs, and what is changed in them."""
