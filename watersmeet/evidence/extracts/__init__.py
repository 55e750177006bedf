"""From records to tables: what may be evaluated, read once, checked, at one instant."""

from watersmeet.evidence.extracts.extract import Extract, extract

__all__ = ["Extract", "extract"]
