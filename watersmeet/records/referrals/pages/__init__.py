"""Pages of referrals for the person: asking for help, what happens next, where it stands, stopping."""
