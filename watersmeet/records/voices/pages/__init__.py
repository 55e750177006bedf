"""Pages of voices: asking, answering, and what was heard."""
