"""The public face of `notices`: what a waiting mail says, asked again at each attempt to send it."""

from strongroom.notices.registry import render

__all__ = ["render"]
