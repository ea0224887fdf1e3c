"""Sealed links, who is signed in, the log of both, and decks, in a database of their own: SQLite, or PostgreSQL where the operator
says so. Nothing here knows what a page or a chart is; a link only names them."""

from dashboard.links.decks import Deck, DeckError, DeckItem, Decks
from dashboard.links.link import ACTIONS, Link, LinkError, NewLink
from dashboard.links.log import ACTS, LogEntry
from dashboard.links.opening import RegisterError, default_state, own_key
from dashboard.links.register import ROLES, Person, Register, TooManyTries

__all__ = [
    "ACTIONS", "ACTS", "ROLES", "Deck", "DeckError", "DeckItem", "Decks", "Link", "LinkError", "LogEntry", "NewLink", "Person",
    "Register", "RegisterError", "TooManyTries", "default_state", "own_key",
]
