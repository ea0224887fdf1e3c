"""Decks are kept, changed and found by their owner: the same in SQLite and in PostgreSQL."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from dashboard.links import Deck, DeckError, DeckItem, Register
from dashboard.links.decks import MOST_DECKS, MOST_ITEMS
from dashboard.links.opening import MIGRATIONS

NOON = "2026-03-02T12:00:00+00:00"


def told(deck):
    return [one.title or one.chart for one in deck.items]


def test_a_deck_is_found_by_its_owner_as_it_was_put_together(decks, deck, opening):
    section, women, activities = deck.items
    assert re.fullmatch(r"D-[2-9A-HJKMNP-Z]{8}", deck.id) and len({one.id for one in deck.items}) == 3
    assert section == DeckItem(section.id, "section", title="Who took part")
    assert women == DeckItem(women.id, "figure", "women_share", "year=2020", "79 women", "")
    assert activities == DeckItem(activities.id, "figure", "activities_over_time", "", "", "")
    assert (deck.owner, deck.name, deck.release, deck.language) == ("ada", "Steering committee", "r-1", "en")
    assert deck.made_at.isoformat() == deck.changed_at.isoformat() == NOON
    assert decks.deck(deck.id, "ada") == deck == opening().deck(deck.id, "ada")
    assert opening().of("ada") == [deck]


def test_the_deck_of_somebody_else_is_not_there(decks, deck):
    first = deck.items[0].id
    assert decks.of("bob") == [] and decks.deck(deck.id, "bob") is None and decks.deck(deck.id, "") is None
    for change in (
        lambda: decks.rename(deck.id, "bob", "Mine"), lambda: decks.delete(deck.id, "bob"),
        lambda: decks.duplicate(deck.id, "bob", "Mine"), lambda: decks.add_figure(deck.id, "bob", "women_share", ""),
        lambda: decks.add_section(deck.id, "bob", "Mine"),
        lambda: decks.say(deck.id, "bob", first, "title", "Mine", "Who took part"),
        lambda: decks.move(deck.id, "bob", first, ""), lambda: decks.remove(deck.id, "bob", first),
        lambda: decks.reissue(deck.id, "bob", "r-1", "r-2"),
    ):
        with pytest.raises(DeckError, match="none of your decks"):
            change()
    assert decks.deck(deck.id, "ada") == deck


def test_an_item_of_another_deck_of_the_same_person_is_not_in_this_one(decks, deck):
    other = decks.add_section(decks.make("ada", "Other", "r-1", "en").id, "ada", "Elsewhere")
    for change in (
        lambda: decks.remove(deck.id, "ada", other.items[0].id), lambda: decks.move(deck.id, "ada", other.items[0].id, ""),
        lambda: decks.move(deck.id, "ada", deck.items[0].id, other.items[0].id),
        lambda: decks.say(deck.id, "ada", other.items[0].id, "title", "Here", "Elsewhere"),
    ):
        with pytest.raises(DeckError, match="no longer in the deck"):
            change()
    assert decks.of("ada") == [other, deck]


def test_the_deck_changed_last_comes_first_within_one_moment_too(decks, deck):
    second = decks.make("ada", "Second", "r-1", "en")
    assert [one.id for one in decks.of("ada")] == [second.id, deck.id]
    decks.rename(deck.id, "ada", "First again")
    assert [one.name for one in decks.of("ada")] == ["First again", "Second"]


@pytest.mark.parametrize(("moved", "before", "order"), [
    (2, 0, [2, 0, 1]), (0, 2, [1, 0, 2]), (0, None, [1, 2, 0]), (1, 0, [1, 0, 2]), (2, None, [0, 1, 2]), (0, 1, [0, 1, 2]),
    (1, 1, [0, 1, 2]),
])
def test_a_slide_moves_before_another_one_or_to_the_end(decks, deck, moved, before, order):
    ids = [one.id for one in deck.items]
    after = decks.move(deck.id, "ada", ids[moved], "" if before is None else ids[before])
    assert [one.id for one in after.items] == [ids[n] for n in order]
    assert decks.deck(deck.id, "ada") == after


def test_two_windows_change_one_deck_in_turn_and_nothing_is_lost(decks, deck, opening):
    """One window still shows the deck as it was: it adds, moves and takes out by ids, so that the other's changes stay."""
    section, women, activities = (one.id for one in deck.items)
    elsewhere = opening()
    elsewhere.add_figure(deck.id, "ada", "headline", "")
    elsewhere.remove(deck.id, "ada", section)
    decks.add_figure(deck.id, "ada", "reach_map", "")
    after = decks.move(deck.id, "ada", activities, women)
    assert told(after) == ["activities_over_time", "women_share", "headline", "reach_map"]
    with pytest.raises(DeckError, match="no longer in the deck"):
        decks.move(deck.id, "ada", women, section)
    assert told(decks.deck(deck.id, "ada")) == told(after)


def test_slides_added_at_the_same_moment_all_stay(deck, opening):
    with ThreadPoolExecutor(4) as windows:
        for decks in [opening() for _ in range(4)]:
            for _ in range(5):
                windows.submit(decks.add_figure, deck.id, "ada", "headline", "")
    after = opening().deck(deck.id, "ada")
    assert len(after.items) == 23 and len({one.id for one in after.items}) == 23


def test_words_that_were_changed_in_another_window_are_not_overwritten(decks, deck):
    women = deck.items[1].id
    assert decks.say(deck.id, "ada", women, "caption", "  More than ever ", "79 women").item(women).caption == "More than ever"
    with pytest.raises(DeckError, match=r"It reads now: “More than ever”.*your words were: “Many”"):
        decks.say(deck.id, "ada", women, "caption", "Many", "79 women")
    # Sent twice, as a browser may, it is no conflict.
    assert decks.say(deck.id, "ada", women, "caption", "More than ever", "79 women").item(women).caption == "More than ever"
    assert decks.say(deck.id, "ada", women, "caption", "", "More than ever").item(women).caption == ""


def test_a_duplicate_has_slides_of_its_own(decks, deck):
    second = decks.duplicate(deck.id, "ada", "For the donors")
    assert told(second) == told(deck) and second.release == "r-1" and second.name == "For the donors"
    assert not {one.id for one in second.items} & {one.id for one in deck.items}
    decks.delete(second.id, "ada")
    assert decks.of("ada") == [deck]


def test_a_deck_issued_again_keeps_order_words_and_ids(decks, deck):
    again = decks.reissue(deck.id, "ada", "r-1", "r-2")
    assert again.release == "r-2" and again.items == deck.items and again.id == deck.id
    with pytest.raises(DeckError, match="on release r-2 by now"):
        decks.reissue(deck.id, "ada", "r-1", "r-3")
    assert decks.deck(deck.id, "ada").release == "r-2"


@pytest.mark.parametrize(("text", "said"), [
    ("x" * 601, "601 characters; at most 600"), ("two\nlines", "cannot be seen"), ("bell\x07", "cannot be seen"),
    ("\u202egnp.exe", "cannot be seen"), ("\x00", "cannot be seen"),
])
def test_a_caption_that_cannot_be_kept_is_refused_with_the_reason(decks, deck, text, said):
    for change in (lambda: decks.say(deck.id, "ada", deck.items[1].id, "caption", text, "79 women"),
                   lambda: decks.add_figure(deck.id, "ada", "headline", "", text)):
        with pytest.raises(DeckError, match=said):
            change()
    assert decks.deck(deck.id, "ada") == deck


def test_names_and_titles_have_bounds_and_a_section_has_a_title_alone(decks, deck):
    section, women, _ = (one.id for one in deck.items)
    assert decks.say(deck.id, "ada", section, "title", " Who was there", "Who took part").items[0].title == "Who was there"
    deck = decks.say(deck.id, "ada", section, "title", "Who took part", "Who was there")
    for said, change in {
        "name is empty": lambda: decks.make("ada", "  ", "r-1", "en"),
        "121 characters": lambda: decks.rename(deck.id, "ada", "x" * 121),
        "title of a section is empty": lambda: decks.add_section(deck.id, "ada", " "),
        "title of a section": lambda: decks.say(deck.id, "ada", section, "title", "", "Who took part"),
        "4001 characters": lambda: decks.add_figure(deck.id, "ada", "headline", "x" * 4001),
        "title of its own": lambda: decks.say(deck.id, "ada", women, "title", "Women", ""),
        "no caption": lambda: decks.say(deck.id, "ada", section, "caption", "More", ""),
    }.items():
        with pytest.raises(DeckError, match=said):
            change()
    assert decks.of("ada") == [deck]


def test_a_deck_holds_sixty_slides_and_a_person_a_hundred_decks(decks, deck):
    assert (MOST_ITEMS, MOST_DECKS) == (60, 100)
    for _ in range(57):
        decks.add_figure(deck.id, "ada", "headline", "")
    with pytest.raises(DeckError, match="has 60 slides, and more are not possible"):
        decks.add_section(deck.id, "ada", "One too many")
    for number in range(99):
        decks.make("ada", f"Deck {number}", "r-1", "en")
    for change in (lambda: decks.make("ada", "One too many", "r-1", "en"), lambda: decks.duplicate(deck.id, "ada", "Again")):
        with pytest.raises(DeckError, match="You have 100 decks"):
            change()
    assert len(decks.of("ada")) == 100 and len(decks.deck(deck.id, "ada").items) == 60
    assert isinstance(decks.make("bob", "His first", "r-1", "en"), Deck)


def test_a_register_without_decks_gets_them_and_keeps_its_links(state):
    """A database as it was before there were decks: revision 001."""
    engine = sa.create_engine(state.replace("postgresql://", "postgresql+psycopg://"))
    if state.startswith("sqlite"):
        Path(state.removeprefix("sqlite:///")).parent.mkdir()
    else:
        with engine.begin() as connection:  # the server is shared, and others were here
            connection.execute(sa.text("drop schema public cascade"))
            connection.execute(sa.text("create schema public"))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "001")
    with engine.connect() as connection:
        assert "decks" not in sa.inspect(connection).get_table_names()
    register = Register(state, "a key of the tests, long enough to be one")
    register.record("sign_in", "Ada")
    assert register.decks.of("ada") == [] and register.decks.make("ada", "First", "r-1", "en").items == ()
    assert register.check_log() is None
    register.close()
    engine.dispose()
