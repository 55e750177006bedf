"""Pages of the memory: what a place decided, learned, asks, tries and promised."""
