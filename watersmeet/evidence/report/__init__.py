"""What may be said of a figure, and how it is printed."""
