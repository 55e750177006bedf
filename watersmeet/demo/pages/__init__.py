"""Pages of the demo alone."""
