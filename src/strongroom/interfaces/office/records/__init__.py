"""Customers with their contacts, projects with their members, jobs and quotes."""
