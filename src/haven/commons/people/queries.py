from django.db.models import QuerySet

from haven.commons.people.models import Person
from haven.core.search.folding import search_terms


def found_by_name(people: QuerySet[Person], query: str) -> QuerySet[Person]:
    """Those whose name holds every word of the query, in any order, script or spelling of accents."""
    for term in search_terms(query):
        people = people.filter(search__contains=term)
    return people
