"""Forms of every surface: saved, led on from, or drawn again with their errors."""
