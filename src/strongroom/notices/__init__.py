"""What to tell whom: renders what the outbox holds, and asks access again at sending."""
