"""Items, their bytes, their access settings, uploads."""
