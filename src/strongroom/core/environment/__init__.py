"""The settings of an installation: read from the environment once, each checked, all faults told at once."""
