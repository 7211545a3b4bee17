"""Parse, one action or query, render."""
