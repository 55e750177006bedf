"""Pages of partnerships: who works at one's own partner; what partners agreed, and on which grounds in law."""
