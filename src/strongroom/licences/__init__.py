"""Licences of users: evidence, expiry, reminders that are told once, what a job requires."""
