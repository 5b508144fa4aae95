"""Sharing documents outward: the dialog, links, openings."""
