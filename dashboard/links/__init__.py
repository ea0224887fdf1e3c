"""Sealed links, who is signed in, and the log of both, in a database of their own: SQLite, or PostgreSQL where the operator
says so. Nothing here knows what a page or a chart is; a link only names them."""

from dashboard.links.link import ACTIONS, Link, LinkError, NewLink
from dashboard.links.log import ACTS, LogEntry
from dashboard.links.opening import RegisterError, default_state, own_key
from dashboard.links.register import ROLES, Person, Register, TooManyTries

__all__ = [
    "ACTIONS", "ACTS", "ROLES", "Link", "LinkError", "LogEntry", "NewLink", "Person", "Register", "RegisterError", "TooManyTries",
    "default_state", "own_key",
]
