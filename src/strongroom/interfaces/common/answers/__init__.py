"""How anything is answered, whatever the interface: errors, headers, bytes, what stays the same."""
