"""Mail to send: unique keys and references, nothing of what it will say."""
