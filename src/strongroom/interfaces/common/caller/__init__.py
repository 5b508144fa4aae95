"""Who asks, and from where: what a request says, turned into a principal."""
