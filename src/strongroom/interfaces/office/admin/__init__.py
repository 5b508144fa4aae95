"""Administration of the firm itself: plan, portal, defaults, limits."""
