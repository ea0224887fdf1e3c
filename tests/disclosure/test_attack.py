"""Whatever is withheld could be something else: for random restricted head counts and a correction of them, every cell that is
not published has another value with which both releases would look the same. So no query, filter or subtraction can tell it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.ingest.disclosure import Counts, HeadCount, Kept, protected, small_groups

ROLES = ("expert", "speaker", "trainee", "trainer")
CELLS = ("persons", "women", "men", "women_pct")


@dataclass(frozen=True)
class Activity:
    """One activity in two releases: its rows by role, as (count, whether it is public). A role whose row is the same in both
    was not corrected, and everybody knows it."""

    first: dict[str, tuple[HeadCount, bool]]
    second: dict[str, tuple[HeadCount, bool]]

    def rows(self, release: int) -> dict[str, tuple[HeadCount, bool]]:
        return (self.first, self.second)[release]

    def restricted(self, release: int) -> Counts:
        return tuple(row for _, (row, is_public) in sorted(self.rows(release).items()) if not is_public)

    def corrected(self) -> frozenset[str]:
        return frozenset(role for role in {*self.first, *self.second} if self.first.get(role) != self.second.get(role))

    def told(self, threshold: int) -> tuple[Counts, Counts]:
        """What both releases publish of the restricted rows; the public ones pass as they are."""
        first, second = self.restricted(0), self.restricted(1)
        published = protected(first, threshold)
        counted = frozenset("A") if self.first else frozenset()
        kept = Kept(threshold, {"A": first} if first else {}, {"A": published} if first else {}, counted)
        forced = small_groups({"A": second} if second else {}, threshold, [kept])
        return (published if first else ()), (protected(second, threshold, "A" in forced) if second else ())

    def withheld(self, threshold: int) -> Iterator[tuple[int, str, str]]:
        """Release, role and name of every stated cell that neither release publishes, nor implies by a zero."""
        told = self.told(threshold)
        for release in (0, 1):
            for row in self.restricted(release):
                places = {release} if row.role in self.corrected() else {0, 1}
                for cell in CELLS:
                    value = getattr(row, cell)
                    shown = [getattr(one, cell) for place in places for one in told[place] if one.role == row.role]
                    nobody = value == 0 and any(tells_of_nobody(one, cell) for place in places for one in told[place])
                    if value is not None and not nobody and not any(one is not None for one in shown):
                        yield release, row.role, cell

    def with_rows(self, *rows: tuple[int, HeadCount]) -> Activity:
        """The same with other restricted rows, each with its release; in both releases if it was not corrected."""
        changed = dict(self.first), dict(self.second)
        for release, row in rows:
            for place in {release} if row.role in self.corrected() else {0, 1}:
                changed[place][row.role] = (row, False)
        return Activity(*changed)


def tells_of_nobody(row: HeadCount, cell: str) -> bool:
    """Whether a published row says that it holds no women, or no men: with 0, or because the others are everybody."""
    if cell not in ("women", "men"):
        return False
    others = row.men if cell == "women" else row.women
    return getattr(row, cell) == 0 or (others is not None and others == row.persons)


def is_possible(row: HeadCount) -> bool:
    """Whether a delivery with this row would be accepted."""
    counts = [count for count in (row.persons, row.women, row.men) if count is not None]
    return min(counts, default=0) >= 0 and (row.women or 0) + (row.men or 0) <= (row.persons or 0)


def moved(row: HeadCount, **by: int) -> HeadCount | None:
    """The row with cells raised; None if a cell is not stated or the row becomes impossible."""
    if any(getattr(row, cell) is None for cell in by):
        return None
    changed = replace(row, **{cell: getattr(row, cell) + more for cell, more in by.items()})
    return changed if is_possible(changed) else None


# A person arrives as a woman, a man or neither; or is another than was said.
ARRIVALS = ({"persons": 1}, {"persons": 1, "women": 1}, {"persons": 1, "men": 1})
CHANGES = ({"women": 1}, {"men": 1}, {"women": 1, "men": -1})


def times(step: dict[str, int], n: int) -> dict[str, int]:
    return {cell: n * more for cell, more in step.items()}


def candidates(activity: Activity, release: int, role: str, cell: str) -> Iterator[Activity]:
    """Other activities with another value of a cell: simple ones first."""
    row = activity.rows(release)[role][0]
    if cell == "women_pct":
        for other in range(101):
            if other != row.women_pct:
                yield activity.with_rows((release, replace(row, women_pct=Decimal(other))))
        return
    # A role that was not corrected is met in one release; what is changed there is changed in both.
    partners = [
        (place, one)
        for place in (0, 1)
        for one in activity.restricted(place)
        if (one.role in activity.corrected() and (place, one.role) != (release, role))
        or (one.role not in activity.corrected() and place == 0 and one.role != role)
    ]
    steps = [step for step in (*ARRIVALS, *CHANGES) if cell in step]
    alone = [(n, (release, other)) for n in SIZES for step in steps if (other := moved(row, **times(step, n)))]
    yield from (activity.with_rows(one) for _, one in alone)
    # Somebody else makes up for it, in one row or in two.
    near = [(n, one) for n, one in alone if abs(n) <= 8]
    for n, one in near:
        yield from (activity.with_rows(one, back) for back in others(partners, (n, -n)))
    for n, one in near:
        if abs(n) <= 2:
            for back in others(partners, (n, -n, 2 * n, -2 * n)):
                for more in others(partners, (1, -1)):
                    if (back[0], back[1].role) != (more[0], more[1].role):
                        yield activity.with_rows(one, back, more)


SIZES = [sign * size for size in range(1, 31) for sign in (1, -1)]


def others(rows: list[tuple[int, HeadCount]], sizes: Iterable[int]) -> Iterator[tuple[int, HeadCount]]:
    """Each of some rows in all the ways in which it can be another by one of these sizes."""
    for place, row in rows:
        for n in sizes:
            for step in (*ARRIVALS, *CHANGES):
                if other := moved(row, **times(step, n)):
                    yield place, other


def another(activity: Activity, threshold: int, release: int, role: str, cell: str) -> Activity | None:
    """Another activity that both releases show in the same way, with another value in this cell."""
    told = activity.told(threshold)
    value = getattr(activity.rows(release)[role][0], cell)
    for one in candidates(activity, release, role, cell):
        is_other = getattr(one.rows(release)[role][0], cell) != value
        if is_other and one.corrected() == activity.corrected() and one.told(threshold) == told:
            return one
    return None


@st.composite
def head_counts(draw, role):
    """A row as it may be delivered: mostly few persons, any of its cells not stated."""
    persons = draw(st.none() | st.integers(0, 12) | st.integers(0, 30)) if draw(st.integers(0, 5)) == 0 else draw(
        st.integers(0, 9) | st.integers(0, 30)
    )
    women = men = None
    if persons is not None:
        kind = draw(st.sampled_from(("neither", "both", "women", "men", "some")))
        women = draw(st.integers(0, persons)) if kind in ("both", "women", "some") else None
        men = persons - (women or 0) if kind == "both" else None
        if kind in ("men", "some"):
            men = draw(st.integers(0, persons - (women or 0)))
    pct = draw(st.integers(0, 100)) if persons is None or draw(st.integers(0, 7)) == 0 else None
    return HeadCount(role, persons, women, men, None if pct is None else Decimal(pct))


@st.composite
def activities(draw):
    """An activity and what a second release corrects, adds, withdraws or makes public of it."""
    first, second = {}, {}
    for role in draw(st.lists(st.sampled_from(ROLES), min_size=1, max_size=4, unique=True)):
        row = (draw(head_counts(role)), draw(st.integers(0, 4)) == 0)
        what = draw(st.sampled_from(("same", "same", "same", "corrected", "added", "withdrawn", "published")))
        if what != "added":
            first[role] = row
        if what in ("same", "added"):
            second[role] = row
        elif what in ("corrected", "published"):
            second[role] = (draw(head_counts(role)), what == "published" or draw(st.integers(0, 4)) == 0)
    return Activity(first, second)


TRAINEES, TRAINERS = HeadCount("trainee", 20), HeadCount("trainer", 3)
TWO_ROLES = {"trainee": (TRAINEES, False), "trainer": (TRAINERS, False)}
CORRECTED = Activity(TWO_ROLES, {**TWO_ROLES, "trainer": (HeadCount("trainer", 8), False)})


@settings(max_examples=200)
@example(activity=CORRECTED, threshold=5)
@example(activity=Activity(CORRECTED.second, CORRECTED.first), threshold=5)
@given(activity=activities(), threshold=st.sampled_from((2, 3, 5, 5, 8)))
def test_every_withheld_cell_of_two_releases_could_have_another_value(activity, threshold):
    for release, role, cell in activity.withheld(threshold):
        assert another(activity, threshold, release, role, cell), (release, role, cell, activity.told(threshold))


def small_rows(threshold):
    """Every row of few persons with both sexes, one or none stated."""
    for persons in range(threshold + 3):
        yield HeadCount("trainee", persons)
        for women in range(persons + 1):
            yield HeadCount("trainee", persons, women)
            for men in range(persons - women + 1):
                yield HeadCount("trainee", persons, women, men)


@pytest.mark.parametrize("threshold", [2, 3, 5])
def test_no_withheld_cell_of_one_or_two_small_roles_is_told(threshold):
    """The same for every pair of small rows there is, in one release."""
    rows = list(small_rows(threshold))[:: 1 if threshold < 5 else 3]
    pairs = [(one, replace(two, role="trainer")) for one, two in combinations(rows, 2)]
    for one in [*((row,) for row in small_rows(threshold)), *pairs[:: 1 + len(pairs) // 120]]:
        held = {row.role: (row, False) for row in one}
        activity = Activity(held, held)
        for release, role, cell in activity.withheld(threshold):
            assert another(activity, threshold, release, role, cell), (role, cell, one)


def test_without_history_a_correction_would_tell_the_small_role_of_the_former_release(monkeypatch):
    """23 in both roles, then 20 trainees and 8 trainers: the trainees were not corrected, so there had been 3 trainers."""
    assert all(another(CORRECTED, 5, *cell) for cell in CORRECTED.withheld(5))
    monkeypatch.setattr(f"{__name__}.small_groups", lambda delivered, threshold, history: frozenset())
    assert [cell for cell in CORRECTED.withheld(5) if not another(CORRECTED, 5, *cell)] == [(0, "trainer", "persons")]


def test_a_sum_beside_all_roles_but_the_small_one_would_tell_that(monkeypatch):
    """23 in both roles and 20 trainees leave 3."""
    activity = Activity(TWO_ROLES, TWO_ROLES)
    assert [cell for cell in activity.withheld(5) if not another(activity, 5, *cell)] == []

    strict = protected

    def loose(rows, threshold, is_small_group=False):
        return (*strict(rows, threshold), *(row for row in rows if row.persons >= threshold))

    monkeypatch.setattr(f"{__name__}.protected", loose)
    assert {cell for cell in activity.withheld(5) if not another(activity, 5, *cell)} == {
        (0, "trainer", "persons"), (1, "trainer", "persons"),
    }
