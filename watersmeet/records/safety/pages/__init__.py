"""Pages of safety: who is on call, and an alert."""
