"""What must never happen, tried by those who would: who comes in, what shows, what is lost."""
