"""Doors outward."""
