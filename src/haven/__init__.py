"""Haven: a university's international and intercultural community, run from one place."""

__version__ = "0.1.0"
