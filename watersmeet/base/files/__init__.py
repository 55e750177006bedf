"""Sealed files: what people hand over with their words, kept where only their data key opens it."""
