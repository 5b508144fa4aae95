"""Customers, contacts, projects, jobs and quotes."""
