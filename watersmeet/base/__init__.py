"""Plain facts and small rules that every floor above may lean on."""
