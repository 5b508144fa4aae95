"""What pages of every surface are put together from: lists, forms, templates, notices, formats."""
