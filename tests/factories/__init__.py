"""Invented people and places for tests."""
