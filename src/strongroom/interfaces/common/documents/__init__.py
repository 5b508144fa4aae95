"""The list of documents, the same on all surfaces, and what its buttons do."""
