"""What a change of roles, seats or members does: the second rule in whole records and names (E-10).

The engine for items asks about what lies below what was touched. Here people hold something else, so all
records of the firm are asked about.
"""
