"""What pages and API share of licences: words, evidence, calendars."""
