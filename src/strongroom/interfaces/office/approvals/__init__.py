"""Approvals in the office: asking, answering, the page of what waits."""
