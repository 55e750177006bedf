"""Pages of the partnerships room: who works at one's own partner."""
