"""Breaks one thing in the code at a time, and counts what the tests notice."""
