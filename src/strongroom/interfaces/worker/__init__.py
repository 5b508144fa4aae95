"""Background work: what runs it, and the tasks. Tasks carry ids only: their arguments are kept."""
