"""Steps that are done on a page of their own, by the route of that page."""

QUESTIONS = "about-you"
ARRIVAL_STEPS = frozenset({"tell-arrival", "tell-arrival-visa", "tell-arrival-other"})
