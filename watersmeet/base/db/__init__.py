"""Rows, events, sealed fields and data keys: what every record room's tables are made of."""
