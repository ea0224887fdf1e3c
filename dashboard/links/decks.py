"""Decks: what somebody put together to present, in their order, with their words, sealed to one release.

A deck names charts and views and knows nothing of either. Everything is found by ids that never change, so that two windows
on one deck may change it in turn: each change says which item it means and, where it replaces words, which words it saw.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from dashboard.language import Sentence
from dashboard.links.link import visible
from dashboard.links.secrecy import PLAIN_LETTERS
from dashboard.links.tables import DECK_ITEMS, DECKS

Kind = Literal["figure", "section"]
KINDS = ("figure", "section")
MOST_ITEMS, MOST_DECKS = 60, 100
LONGEST = {"name": 120, "title": 120, "caption": 600, "chart": 100, "query": 4000, "release": 100, "language": 20}
"""Characters that each text of a deck may have."""
Connecting = Callable[[], AbstractContextManager[sa.Connection]]


class DeckError(ValueError):
    """What was asked of a deck cannot be done; the message says why and what can."""


@dataclass(frozen=True)
class DeckItem:
    """One slide. A figure has a chart and the canonical query of its page's view (without '?'); a section has a title alone.
    `caption` stands below a figure, '' for none."""

    id: str
    kind: Kind
    chart: str = ""
    query: str = ""
    caption: str = ""
    title: str = ""


@dataclass(frozen=True)
class Deck:
    """What somebody presents. `owner` is the subject of a person, `items` are in their order, times in UTC."""

    id: str
    owner: str
    name: str
    release: str
    language: str
    made_at: datetime
    changed_at: datetime
    items: tuple[DeckItem, ...] = ()

    def item(self, item_id: str) -> DeckItem | None:
        """The item with an id."""
        return next((one for one in self.items if one.id == item_id), None)


class Decks:
    """The decks of one register. Nobody is given the deck of somebody else: to them there is none.

    Every method raises RegisterError if the database cannot be reached; those that change something raise DeckError for what
    cannot be done, and then change nothing.
    """

    def __init__(self, reading: Connecting, writing: Connecting, now: Callable[[], datetime]):
        self._reading, self._writing, self._now = reading, writing, now

    def of(self, owner: str) -> list[Deck]:
        """The decks of a person, last changed first."""
        with self._reading() as connection:
            return _found(connection, DECKS.c.owner == owner)

    def deck(self, deck_id: str, owner: str) -> Deck | None:
        """A deck of a person."""
        with self._reading() as connection:
            return _only(connection, deck_id, owner)

    def make(self, owner: str, name: str, release: str, language: str) -> Deck:
        """A new deck without slides, on a release."""
        given = {"name": name.strip(), "release": release, "language": language}
        _check(given)
        with self._writing() as connection:
            return self._made(connection, owner, given, ())

    def duplicate(self, deck_id: str, owner: str, name: str) -> Deck:
        """A second deck with the same slides on the same release."""
        _check({"name": name.strip()})
        with self._writing() as connection:
            deck = _known(connection, deck_id, owner)
            given = {"name": name.strip(), "release": deck.release, "language": deck.language}
            return self._made(connection, owner, given, deck.items)

    def rename(self, deck_id: str, owner: str, name: str, language: str = "") -> Deck:
        """Give a deck another name, and another language if one is named."""
        given = {"name": name.strip()} | ({"language": language} if language else {})
        _check(given)
        return self._changed(deck_id, owner, lambda connection, deck: given)

    def choose(self, deck_id: str, owner: str) -> Deck:
        """Make a deck the one that comes first."""
        return self._changed(deck_id, owner, lambda connection, deck: {})

    def delete(self, deck_id: str, owner: str) -> None:
        """Forget a deck with its slides."""
        with self._writing() as connection:
            _known(connection, deck_id, owner)
            connection.execute(DECK_ITEMS.delete().where(DECK_ITEMS.c.deck_id == deck_id))
            connection.execute(DECKS.delete().where(DECKS.c.id == deck_id))

    def add_figure(self, deck_id: str, owner: str, chart: str, query: str, caption: str = "") -> Deck:
        """Put a figure at the end."""
        _check({"chart": chart, "query": query, "caption": caption})
        item = DeckItem("", "figure", chart=chart, query=query.removeprefix("?"), caption=caption.strip())
        return self._added(deck_id, owner, item)

    def add_section(self, deck_id: str, owner: str, title: str) -> Deck:
        """Put a title slide at the end."""
        _check_section(title)
        return self._added(deck_id, owner, DeckItem("", "section", title=title.strip()))

    def say(self, deck_id: str, owner: str, item_id: str, field: Literal["caption", "title"], text: str, was: str) -> Deck:
        """Replace the caption of a figure or the title of a section by `text`. Raises DeckError if it is not `was` any more:
        somebody changed it in another window, and neither text is to be lost."""
        if field not in ("caption", "title"):
            raise ValueError(f"{field!r} is no text of an item; use 'caption' or 'title'")
        text = text.strip()
        _check({field: text})

        def changed(connection: sa.Connection, deck: Deck) -> dict[str, Any]:
            item = _item(deck, item_id)
            if field == "caption" and item.kind == "section":
                raise DeckError(Sentence("A section has a title and no caption."))
            if field == "title":
                if item.kind == "figure":
                    raise DeckError(Sentence("A figure has a title of its own; what you say of it is its caption."))
                _check_section(text)
            now = getattr(item, field)
            if now not in (was.strip(), text):
                raise DeckError(Sentence("This was changed in another window. It reads now: “{now}”. Nothing was replaced; your "
                                         "words were: “{yours}”.", now=now, yours=text))
            mine = sa.and_(DECK_ITEMS.c.deck_id == deck_id, DECK_ITEMS.c.id == item_id)
            connection.execute(DECK_ITEMS.update().where(mine).values({field: text}))
            return {}

        return self._changed(deck_id, owner, changed)

    def move(self, deck_id: str, owner: str, item_id: str, before: str) -> Deck:
        """Put an item before another one, or at the end if `before` is ''. The others keep their order."""
        def changed(connection: sa.Connection, deck: Deck) -> dict[str, Any]:
            item = _item(deck, item_id)
            if before:
                _item(deck, before)
            if before != item_id:
                rest = [one for one in deck.items if one.id != item_id]
                at = next((n for n, one in enumerate(rest) if one.id == before), len(rest))
                _number(connection, deck_id, [*rest[:at], item, *rest[at:]])
            return {}

        return self._changed(deck_id, owner, changed)

    def remove(self, deck_id: str, owner: str, item_id: str) -> Deck:
        """Take an item out."""
        def changed(connection: sa.Connection, deck: Deck) -> dict[str, Any]:
            _item(deck, item_id)
            connection.execute(DECK_ITEMS.delete().where(DECK_ITEMS.c.deck_id == deck_id, DECK_ITEMS.c.id == item_id))
            return {}

        return self._changed(deck_id, owner, changed)

    def reissue(self, deck_id: str, owner: str, was: str, release: str) -> Deck:
        """Seal a deck to another release; order, words and ids stay. Raises DeckError if it is not on `was` any more."""
        _check({"release": release})

        def changed(_: sa.Connection, deck: Deck) -> dict[str, Any]:
            if deck.release != was:
                raise DeckError(Sentence("The deck is on release {release} by now; look at what changed once more.",
                                         release=deck.release))
            return {"release": release}

        return self._changed(deck_id, owner, changed)

    def _made(self, connection: sa.Connection, owner: str, given: dict[str, str], items: Sequence[DeckItem]) -> Deck:
        held = connection.execute(sa.select(sa.func.count()).select_from(DECKS).where(DECKS.c.owner == owner)).scalar_one()
        if held >= MOST_DECKS:
            raise DeckError(Sentence("You have {n} decks, and more are not kept; delete one first.", n=held))
        now, deck_id = self._now(), _new_id("D")
        while connection.execute(sa.select(DECKS.c.id).where(DECKS.c.id == deck_id)).first():
            deck_id = _new_id("D")
        turn = _last_turn(connection, owner) + 1
        connection.execute(DECKS.insert().values(**given, id=deck_id, owner=owner, made_at=now, changed_at=now, turn=turn))
        for place, item in enumerate(items, 1):
            _insert(connection, deck_id, place, item)
        return _known(connection, deck_id, owner)

    def _added(self, deck_id: str, owner: str, item: DeckItem) -> Deck:
        def changed(connection: sa.Connection, deck: Deck) -> dict[str, Any]:
            if len(deck.items) >= MOST_ITEMS:
                raise DeckError(Sentence("“{name}” has {n} slides, and more are not possible; take one out or begin another deck.",
                                         name=deck.name, n=len(deck.items)))
            last = connection.execute(sa.select(sa.func.max(DECK_ITEMS.c.place)).where(DECK_ITEMS.c.deck_id == deck_id)).scalar()
            _insert(connection, deck_id, (last or 0) + 1, item)
            return {}

        return self._changed(deck_id, owner, changed)

    def _changed(self, deck_id: str, owner: str, change: Callable[[sa.Connection, Deck], dict[str, Any]]) -> Deck:
        """Change a deck and give it back; `change` returns what of the deck itself is another."""
        with self._writing() as connection:
            given = change(connection, _known(connection, deck_id, owner))
            turn = _last_turn(connection, owner) + 1
            mine = DECKS.update().where(DECKS.c.id == deck_id)
            connection.execute(mine.values(**given, changed_at=self._now(), turn=turn))
            return _known(connection, deck_id, owner)


def _check(given: dict[str, str]) -> None:
    """Raises DeckError for a text that a deck cannot hold."""
    for field, text in given.items():
        if field == "name" and not text:
            raise DeckError(Sentence("The name is empty; say what the deck is for."))
        if len(text) > LONGEST[field]:
            raise DeckError(Sentence("The text has {n} characters; at most {most} are possible here.",
                                     n=len(text), most=LONGEST[field]))
        if visible(text) != text:
            raise DeckError(Sentence("The text holds a line break or another character that cannot be seen; write it in one line."))


def _check_section(title: str) -> None:
    if not title.strip():
        raise DeckError(Sentence("The title of a section is empty; say what follows it."))
    _check({"title": title.strip()})


def _last_turn(connection: sa.Connection, owner: str) -> int:
    return connection.execute(sa.select(sa.func.max(DECKS.c.turn)).where(DECKS.c.owner == owner)).scalar() or 0


def _new_id(kind: str) -> str:
    return f"{kind}-" + "".join(secrets.choice(PLAIN_LETTERS) for _ in range(8))


def _found(connection: sa.Connection, rule: sa.ColumnElement[bool]) -> list[Deck]:
    """The decks that a rule finds with their items, asked for at once so that no change falls in between."""
    item = {f"item_{column.name}": column for column in DECK_ITEMS.c}
    asked = (
        sa.select(DECKS, *(column.label(name) for name, column in item.items()))
        .outerjoin(DECK_ITEMS, DECK_ITEMS.c.deck_id == DECKS.c.id).where(rule)
        .order_by(DECKS.c.turn.desc(), DECKS.c.number, DECK_ITEMS.c.place, DECK_ITEMS.c.number)
    )
    decks: dict[str, dict[str, Any]] = {}
    items: dict[str, list[DeckItem]] = {}
    for row in connection.execute(asked):
        told = row._mapping
        decks.setdefault(row.id, {field.name: told[field.name] for field in fields(Deck) if field.name != "items"})
        held = items.setdefault(row.id, [])
        if row.item_id is not None:
            held.append(DeckItem(**{field.name: told[f"item_{field.name}"] for field in fields(DeckItem)}))
    return [Deck(**told, items=tuple(items[deck_id])) for deck_id, told in decks.items()]


def _only(connection: sa.Connection, deck_id: str, owner: str) -> Deck | None:
    return next(iter(_found(connection, sa.and_(DECKS.c.id == deck_id, DECKS.c.owner == owner))), None)


def _known(connection: sa.Connection, deck_id: str, owner: str) -> Deck:
    deck = _only(connection, deck_id, owner)
    if deck is None:
        raise DeckError(Sentence("{id} is none of your decks; it may have been deleted in another window.",
                                 id=visible(deck_id)[:40]))
    return deck


def _item(deck: Deck, item_id: str) -> DeckItem:
    item = deck.item(item_id)
    if item is None:
        raise DeckError(Sentence("This slide is no longer in the deck; it was taken out in another window."))
    return item


def _insert(connection: sa.Connection, deck_id: str, place: int, item: DeckItem) -> None:
    connection.execute(DECK_ITEMS.insert().values(
        id=_new_id("S"), deck_id=deck_id, place=place, kind=item.kind, chart=item.chart, query=item.query, caption=item.caption,
        title=item.title,
    ))


def _number(connection: sa.Connection, deck_id: str, items: Sequence[DeckItem]) -> None:
    for place, item in enumerate(items, 1):
        mine = sa.and_(DECK_ITEMS.c.deck_id == deck_id, DECK_ITEMS.c.id == item.id)
        connection.execute(DECK_ITEMS.update().where(mine).values(place=place))
