"""The one append-only, hash-chained record of writes and of reads of sensitive data."""
