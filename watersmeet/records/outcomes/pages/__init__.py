"""Pages of measures: one thing a page for the person, and what changed for those who may see it."""
