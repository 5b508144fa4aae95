"""Licences and qualifications of members: evidence, expiry, reminders."""
