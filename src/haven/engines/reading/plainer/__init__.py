"""Plainer words: the list that ships, a university's own, and where they are found in a sentence."""

from haven.engines.reading.plainer.entries import Entry, ListError, read_list, shipped
from haven.engines.reading.plainer.finding import Found, PlainerWords

__all__ = ["Entry", "Found", "ListError", "PlainerWords", "read_list", "shipped"]
