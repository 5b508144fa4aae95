"""Licences, types, renewals, requirements, calendars."""
