"""Pages of people for the person: who can see what about them, and how they stop it."""
