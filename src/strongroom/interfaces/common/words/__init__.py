"""What pages say, as sentences: events, reasons, states."""
