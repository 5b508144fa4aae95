"""The `strongroom` command: for the operator, on the machine of the data folder."""
