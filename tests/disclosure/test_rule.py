"""What is published of the restricted head counts of one activity, worked out by hand; the threshold is 5 unless said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dashboard.ingest.disclosure import HeadCount, Kept, protected, small_groups

UNDER = (HeadCount("withheld", total_withheld="under", sex_withheld=True),)
SMALL_GROUP = (HeadCount("withheld", total_withheld="small_group", sex_withheld=True),)


def row(role, persons=None, women=None, men=None, pct=None, note=None, **flags):
    return HeadCount(role, persons, women, men, None if pct is None else Decimal(pct), note, **flags)


def withheld(persons, women=None, men=None, sex_withheld=False):
    return (HeadCount("withheld", persons, women, men, sex_withheld=sex_withheld),)


@pytest.mark.parametrize(
    "rows",
    [
        [row("trainee", 4, 0, 4)],
        [row("trainee", 1)],
        [row("trainee", 2, 1, 1), row("trainer", 2, note="two came late")],
        [row("trainee", pct="37.5"), row("trainer", 3, 2, 1)],
        [row("trainee", 0, 0, 0)],  # nobody and few look the same
    ],
)
def test_fewer_than_five_persons_in_all_are_one_row_that_says_so(rows):
    assert protected(rows, 5) == UNDER


@pytest.mark.parametrize(
    ("rows", "published"),
    [
        # 4 and 1 are 5; only one role counts women.
        ([row("trainee", 4, 2, 2), row("trainer", 1)], withheld(5, sex_withheld=True)),
        # Nobody counts women or men: not stated, not withheld.
        ([row("trainee", 25), row("trainer", 4)], withheld(29)),
        # 14 + 2 + 2 women of 25 + 3 + 4 persons; 11 + 1 + 2 men; nobody is left.
        ([row("trainee", 25, 14, 11, "60", "x"), row("trainer", 3, 2, 1), row("speaker", 4, 2, 2)], withheld(32, 18, 14)),
        # 0 women and 31 men: a zero is published.
        ([row("trainee", 29, 0, 29), row("trainer", 2, 0, 2)], withheld(31, 0, 31)),
        # Women of all but of the one speaker: only the 16 men are known of everybody, 10 persons are left.
        ([row("trainee", 23, 7, 16), row("speaker", 3, None, 0)], withheld(26, None, 16)),
        # 5 women of 15, 10 left; the men of the trainees are not stated.
        ([row("trainee", 11, 4), row("speaker", 4, 1, 3)], withheld(15, 5, None)),
        # 3 women of 18 are few.
        ([row("trainee", 14, 2, 12), row("trainer", 2, 0, 2), row("speaker", 2, 1, 1)], withheld(18, sex_withheld=True)),
        # 6 women and 6 men leave 3 of 15.
        ([row("trainee", 12, 5, 5), row("trainer", 3, 1, 1)], withheld(15, sex_withheld=True)),
        # A role without persons says so of women and men, too, or its being empty could be guessed.
        ([row("trainee", 20, 10, 10), row("trainer", 4, 2, 2), row("speaker", 0, 0, 0)], withheld(24, 12, 12)),
        ([row("trainee", 20, 10, 10), row("trainer", 4, 2, 2), row("speaker", 0)], withheld(24, sex_withheld=True)),
        # A role without a total is merged too, and its percentage is a report of sex.
        ([row("trainee", 20), row("trainer", 4), row("speaker", pct="30")], withheld(24, sex_withheld=True)),
    ],
)
def test_a_role_of_few_withholds_all_roles_and_keeps_what_is_safe_of_the_sum(rows, published):
    assert protected(rows, 5) == published


@pytest.mark.parametrize(
    ("delivered", "published"),
    [
        (row("trainee", 20, 10, 10, note="x"), row("trainee", 20, 10, 10, note="x")),
        (row("trainee", 27, 27, 0), row("trainee", 27, 27, 0)),
        (row("trainee", 53, 19), row("trainee", 53, 19)),  # 34 are left
        (row("trainee", 20, None, 17), row("trainee", 20, sex_withheld=True)),  # 3 are left
        (row("trainee", 12, 1, 11, note="x"), row("trainee", 12, sex_withheld=True)),
        (row("trainee", 12), row("trainee", 12)),
        # A percentage of a total is a count: 50 % of 10 is 5 and 5, 86 % of 14 is 12 and 2.
        (row("trainee", 10, pct="50", note="x"), row("trainee", 10, pct="50", note="x")),
        (row("trainee", 14, pct="86", note="x"), row("trainee", 14, sex_withheld=True)),
        (row("trainee", 14, pct="100"), row("trainee", 14, pct="100")),
        (row("trainee", 14, pct="1"), row("trainee", 14, sex_withheld=True)),  # rounds to nobody, but is not 0
        (row("trainee", 30, 15, 15, pct="10"), row("trainee", 30, 15, 15)),
        # Of a total that nobody knows it is no count.
        (row("trainee", pct="37.5"), row("trainee", pct="37.5")),
        # Women without a total: refused when read, and safe if they came.
        (row("trainee", None, 3), row("trainee", sex_withheld=True)),
        (row("trainee", None, 5, 0), row("trainee", None, 5, 0)),
    ],
)
def test_the_sexes_of_a_role_are_published_where_no_part_is_small(delivered, published):
    assert protected([delivered], 5) == (published,)


def test_roles_of_five_and_more_stay_and_a_note_goes_with_anything_withheld_of_its_activity():
    rows = [row("trainer", 5, 5, 0, note="all women"), row("trainee", 14, 3, 11)]
    assert protected(rows, 5) == (row("trainee", 14, sex_withheld=True), row("trainer", 5, 5, 0))


def test_women_who_belong_to_no_total_withhold_the_sexes_of_the_sum():
    rows = [row("trainee", 20, 10, 10), row("trainer", 4, 2, 2), row("speaker", None, 6)]
    assert protected(rows, 5) == withheld(24, sex_withheld=True)


def test_the_threshold_is_the_least_number_that_is_shown():
    rows = [row("trainee", 10, 5, 5)]
    assert protected(rows, 5) == (rows[0],)
    assert protected(rows, 6) == (row("trainee", 10, sex_withheld=True),)
    assert protected(rows, 11) == UNDER


def test_with_threshold_two_a_pair_is_never_split():
    """Two persons of whom neither part is empty are one and one."""
    assert protected([row("trainee", 1), row("trainer", 1)], 2) == withheld(2)
    assert protected([row("trainee", 2), row("trainer", 0)], 2) == withheld(2)
    assert protected([row("trainee", 2, 2)], 2) == (row("trainee", 2, sex_withheld=True),)
    assert protected([row("trainee", 3, 3)], 2) == (row("trainee", 3, 3),)


# Several releases


def kept(*rows, threshold=5, others=(), is_small_group=False):
    """A former release of activity A with these restricted rows."""
    return Kept(threshold, {"A": rows}, {"A": protected(rows, threshold, is_small_group)}, frozenset({"A", *others}))


SAFE = row("trainee", 20, 10, 10)
SAFE_AFTER = row("trainee", 22, 11, 11)
SMALL = row("trainee", 14, 3, 11)
SMALL_AFTER = row("trainee", 14, 4, 10)


@pytest.mark.parametrize(
    ("now", "history", "is_small_group"),
    [
        (SMALL, [], False),
        (SMALL, [Kept(5, {}, {}, frozenset("B"))], False),  # counted for the first time
        (SMALL, [kept(SMALL)], False),  # as it was
        (SMALL_AFTER, [kept(SMALL)], True),
        (SAFE, [kept(SMALL)], True),  # withheld before
        (SMALL, [kept(SAFE)], True),  # withheld now
        (SAFE_AFTER, [kept(SAFE)], False),  # never
        (SMALL, [Kept(5, {}, {}, frozenset("A"))], True),  # counted before by public rows
        (SAFE, [Kept(5, {}, {}, frozenset("A"))], False),
        (SMALL, [kept(SMALL, threshold=4)], True),  # another threshold
        (SAFE, [kept(SAFE, threshold=4)], False),
        (SMALL, [kept(SMALL), kept(SMALL_AFTER, is_small_group=True)], False),  # back to the first
        (SMALL_AFTER, [kept(SMALL), kept(SMALL_AFTER, is_small_group=True)], True),  # as it was
    ],
)
def test_counts_that_differ_from_all_before_are_withheld_whole_if_anything_of_them_is_or_was(now, history, is_small_group):
    assert small_groups({"A": (now,)}, 5, history) == ({"A"} if is_small_group else set())


def test_a_note_alone_is_no_difference():
    assert small_groups({"A": (row("trainee", 14, 3, 11, note="new"),)}, 5, [kept(SMALL)]) == set()
