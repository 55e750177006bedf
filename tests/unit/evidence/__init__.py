"""Evidence, part by part."""
