"""The roll-ups of a release in memory, and the answers that every change of filter asks for.

To plan a query costs the engine more than it takes to add up the few thousand cells that answer it, and to look through a million
activities more than it takes to find the page of them that is shown. What pages ask at every change is therefore added up, or
found, here. What each answer is stands in the query of its name (queries/), which an explanation shows; a test holds what is
answered here against that query, run on the deliveries.
"""

from dashboard.rollups import attendance, compared, lists, overview, places
from dashboard.rollups.memory import Answering, Filters, Rollups

ADDED_UP = {**overview.ANSWERED, **attendance.ANSWERED, **places.ANSWERED, **compared.ANSWERED}
"""Queries answered from memory alone, by name."""
ANSWERED: dict[str, Answering] = {**ADDED_UP, **lists.ANSWERED}
"""All queries answered here: those, and lists, whose rows are looked up once it is known which they are. An answer of None is one
to ask the engine for."""

__all__ = ["ADDED_UP", "ANSWERED", "Answering", "Filters", "Rollups"]
