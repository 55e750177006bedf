"""Pages of accounts: the neutral landing of a link, and where people sign in."""
