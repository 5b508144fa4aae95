"""Signing in and out, invitations, a forgotten password."""
