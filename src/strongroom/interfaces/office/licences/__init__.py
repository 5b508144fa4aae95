"""Licences in the office: everybody's for keepers, one's own for all."""
