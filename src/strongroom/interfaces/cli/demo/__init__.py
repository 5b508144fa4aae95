"""The demo firm: small, invented, with real files, and the same after each load."""

from strongroom.interfaces.cli.demo.loading import load

__all__ = ["load"]
