"""The desk: who falls behind today, and what staff do about many at once."""
