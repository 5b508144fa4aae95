"""What pages of every surface are put together from: typed values, each with one component that draws it."""
