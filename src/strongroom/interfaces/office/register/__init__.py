"""The register of all doors outward."""
