"""What a change does to who sees what: the second rule, through which every such change passes (E-10)."""
