"""Each measure drawn as tiny tables: what goes in, what must come out."""
