"""What may be delivered: every dataset, its columns, what they mean and which values they take.

The one place that knows it. Reading, validating and building walk these declarations; nothing else lists columns.
Categories that a programme chooses (pillars, drugs ...) stand in its programme.toml and are named here by dimension;
categories that the product gives a meaning (precision, level, direction ...) stand here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

VERSION = 7  # part of every release name: raise it when the same deliveries would build something else

Kind = Literal["id", "text", "date", "count", "decimal", "year", "url", "country", "category", "choice"]

DIMENSIONS = (
    "pillar",
    "activity_type",
    "modality",
    "programme_status",
    "drug",
    "conveyance",
    "place_kind",
    "follow_up_stage",
    "partner_kind",
    "role",
)

DATE_PRECISION = ("day", "month", "year")
LEVEL = ("impact", "outcome", "output")

ROLE_WITHHELD = "withheld"  # what published head counts have for a role where their roles are withheld

# Columns no delivery may bring: whoever sends them is told why.
# fmt: off
PERSONAL_COLUMNS = frozenset((
    "name", "names", "full_name", "first_name", "last_name", "middle_name", "given_name", "family_name",
    "maiden_name", "surname", "forename", "participant_name", "person", "person_name", "contact",
    "contact_name", "signature", "email", "e_mail", "email_address", "mail", "phone", "phone_number",
    "telephone", "telephone_number", "tel", "mobile", "mobile_number", "whatsapp", "passport",
    "passport_number", "id_number", "identity_number", "id_card", "national_id", "ssn", "date_of_birth",
    "birth_date", "birthdate", "birthday", "dob", "age", "address", "home_address", "street",
))
# fmt: on


@dataclass(frozen=True)
class Column:
    """One column. `limit` is the least value of a number, or the pair of both ends where there is an upper one.

    `choices` are the values of a choice, `dimension` names the categories of a category,
    `refers_to` is the dataset whose (single) key the value must be.
    """

    name: str
    kind: Kind
    meaning: str
    blank: bool = False
    choices: tuple[str, ...] = ()
    dimension: str = ""
    refers_to: str = ""
    above: int | None = None
    least: int | None = None
    most: int | None = None

    @property
    def sql_type(self) -> str:
        """The type of the column in the warehouse."""
        return {"date": "date", "count": "bigint", "decimal": "decimal(18, 3)", "year": "integer"}.get(self.kind, "varchar")


@dataclass(frozen=True)
class Dataset:
    """Deliveries of one kind. `key` names the columns that tell its rows apart; `needed` datasets cannot be missing."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    needed: bool = False

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def _id(name: str, meaning: str, *, refers_to: str = "", blank: bool = False) -> Column:
    return Column(name, "id", meaning, blank=blank, refers_to=refers_to)


def _text(name: str, meaning: str, *, blank: bool = False, refers_to: str = "") -> Column:
    return Column(name, "text", meaning, blank=blank, refers_to=refers_to)


def _date(name: str, meaning: str, *, blank: bool = False) -> Column:
    return Column(name, "date", meaning, blank=blank)


def _count(name: str, meaning: str) -> Column:
    return Column(name, "count", meaning, blank=True, least=0)


def _year(name: str, meaning: str, *, blank: bool = False) -> Column:
    return Column(name, "year", meaning, blank=blank, least=1900, most=2100)


def _decimal(
    name: str,
    meaning: str,
    *,
    blank: bool = False,
    above: int | None = None,
    least: int | None = None,
    most: int | None = None,
) -> Column:
    return Column(name, "decimal", meaning, blank=blank, above=above, least=least, most=most)


def _country(name: str, meaning: str, *, blank: bool = False) -> Column:
    return Column(name, "country", meaning, blank=blank, refers_to="countries")


def _category(name: str, meaning: str, *, dimension: str = "", blank: bool = False) -> Column:
    return Column(name, "category", meaning, blank=blank, dimension=dimension or name)


def _choice(name: str, meaning: str, choices: tuple[str, ...], *, blank: bool = False) -> Column:
    return Column(name, "choice", meaning, blank=blank, choices=choices)


_PRECISION = _choice("date_precision", "how much of the date is known; month is written as its first day", DATE_PRECISION)
_SOURCE = Column("source_url", "url", "page or pages the row was read from, joined by ' | '")
_NOTE = _text("note", "what a reader should know", blank=True)

ACTIVITIES = Dataset(
    "activities",
    "one row is one activity",
    ("activity_id",),
    (
        _id("activity_id", "stays the same from one delivery to the next"),
        _text("title", "in own words, no person named"),
        _text("summary", "in own words, no person named", blank=True),
        _category("pillar", "part of the programme the activity belongs to"),
        _category("activity_type", "kind of activity"),
        _category("modality", "in person, online or not stated"),
        _date("started_on", "first day"),
        _date("ended_on", "last day", blank=True),
        _PRECISION,
        _text("venue_city", "city of the meeting", blank=True),
        _country("venue_country_code", "country of the meeting", blank=True),
        _text("audience", "kinds of institution, never persons", blank=True),
        _text("funder_as_reported", "only where the source says it", blank=True),
        _SOURCE,
        _date("source_published_on", "day the source was published", blank=True),
        _NOTE,
    ),
    needed=True,
)

ACTIVITY_COUNTRIES = Dataset(
    "activity_countries",
    "one row is one country whose officials took part in an activity",
    ("activity_id", "country_code"),
    (
        _id("activity_id", "the activity", refers_to="activities"),
        _country("country_code", "the country"),
    ),
)

ACTIVITY_PARTNERS = Dataset(
    "activity_partners",
    "one row is one partner of an activity",
    ("activity_id", "partner"),
    (
        _id("activity_id", "the activity", refers_to="activities"),
        _text("partner", "the partner, as named in partners", refers_to="partners"),
    ),
)

PARTICIPANTS = Dataset(
    "participants",
    "one row is the head count of one role in one activity",
    ("activity_id", "role"),
    (
        _id("activity_id", "the activity", refers_to="activities"),
        _category("role", "what the persons did there"),
        _count("persons_total", "all persons, sex known or not"),
        _count("women", "women among them, as reported"),
        _count("men", "men among them, as reported"),
        _decimal("women_pct_as_reported", "a percentage as reported; it never becomes a count", blank=True, least=0, most=100),
        _NOTE,
    ),
)

COUNTRIES = Dataset(
    "countries",
    "one row is one country or territory; every code used elsewhere must be here",
    ("country_code",),
    (
        Column("country_code", "country", "ISO 3166-1 alpha-3"),
        _text("country_name", "name as the United Nations uses it"),
        _text("short_name", "name for charts and tables"),
        _text("region", "UN M49 intermediate region, or sub-region where there is none"),
        _category("programme_status", "standing of the country in the programme"),
        _year("joined_year", "year of joining, where a source gives it", blank=True),
        _SOURCE,
    ),
    needed=True,
)

PARTNERS = Dataset(
    "partners",
    "one row is one partner",
    ("partner",),
    (
        _text("partner", "short name"),
        _text("full_name", "name in full"),
        _category("kind", "kind of partner", dimension="partner_kind"),
        _SOURCE,
    ),
)

SEIZURE_EVENTS = Dataset(
    "seizure_events",
    "one row is one reported seizure",
    ("seizure_id",),
    (
        _id("seizure_id", "stays the same from one delivery to the next"),
        _date("seized_on", "day of the seizure"),
        _PRECISION,
        _country("country_code", "country of the seizure, at sea of the authority that boarded"),
        _text("place", "place as reported", blank=True),
        _category("drug", "drug group"),
        _decimal("quantity_kg", "kilograms, bulk weight", above=0),
        _text("quantity_as_reported", "quantity in the words of the source"),
        _category("conveyance", "means of transport"),
        _category("place_kind", "kind of place"),
        _country("origin_country_code", "reported country of loading or provenance", blank=True),
        _country("destination_country_code", "reported destination", blank=True),
        _text("follow_up_as_reported", "what followed, as far as reported", blank=True),
        _category("follow_up_stage", "furthest stage that the reported follow-up states", blank=True),
        _SOURCE,
        _text("publisher", "who published the source"),
        _NOTE,
    ),
)

ANNUAL_SEIZURES = Dataset(
    "annual_seizures",
    "one row is the weight of one drug seized in one country in one year",
    ("country_code", "year", "drug"),
    (
        _country("country_code", "country that reported"),
        _year("year", "calendar year"),
        _category("drug", "drug group"),
        _decimal("quantity_kg", "kilograms, bulk weight", least=0),
        _SOURCE,
        _text("source_title", "title of the source"),
        _NOTE,
    ),
)

RESULTS = Dataset(
    "results",
    "one row is one result of the framework",
    ("result_id",),
    (
        _id("result_id", "stays the same from one delivery to the next"),
        _choice("level", "place in the framework", LEVEL),
        _id("parent_result_id", "the result it contributes to", refers_to="results", blank=True),
        _category("pillar", "part of the programme", blank=True),
        _text("statement", "the result in words"),
        _SOURCE,
        _NOTE,
    ),
)

COMPUTED_RULES = ("countries_active_after_baseline",)

INDICATORS = Dataset(
    "indicators",
    "one row is one indicator of a result",
    ("indicator_id",),
    (
        _id("indicator_id", "stays the same from one delivery to the next"),
        _id("result_id", "the result it measures", refers_to="results"),
        _text("indicator", "what is counted or described"),
        _text("unit", "unit of its values"),
        _choice("direction", "which way is better", ("rising", "falling")),
        _choice("accumulation", "how values of several dates go together", ("cumulative", "annual", "at_date")),
        _choice("value_kind", "whether values are numbers or words", ("number", "text")),
        _date("baseline_date", "day of the baseline", blank=True),
        _decimal("baseline_value", "value at the baseline", blank=True),
        _id("priority_id", "the priority it follows", refers_to="priorities", blank=True),
        _choice("computed_rule", "set where the value is worked out from the activities", COMPUTED_RULES, blank=True),
        _category("computed_argument", "standing of the countries counted", dimension="programme_status", blank=True),
        _SOURCE,
        _NOTE,
    ),
)

INDICATOR_TARGETS = Dataset(
    "indicator_targets",
    "one row is one target; of several for a date the latest decision is in force",
    ("indicator_id", "target_date", "decided_on"),
    (
        _id("indicator_id", "the indicator", refers_to="indicators"),
        _date("target_date", "day by which it should be reached"),
        _decimal("target_value", "target as a number", blank=True),
        _text("target_text", "target in words", blank=True),
        _date("decided_on", "day of the decision", blank=True),
        _SOURCE,
        _NOTE,
    ),
)

INDICATOR_VALUES = Dataset(
    "indicator_values",
    "one row is one reported value",
    ("indicator_id", "value_date", "part"),
    (
        _id("indicator_id", "the indicator", refers_to="indicators"),
        _date("value_date", "day the value holds for"),
        _PRECISION,
        _text("part", "part of the whole; blank is the whole", blank=True),
        _decimal("value", "value as a number", blank=True),
        _text("value_text", "value in words", blank=True),
        _SOURCE,
        _NOTE,
    ),
)

OUTPUTS = Dataset(
    "outputs",
    "one row is one reported figure; figures of different scopes are never added up",
    ("output_id",),
    (
        _id("output_id", "stays the same from one delivery to the next"),
        _year("year_from", "first year covered"),
        _year("year_to", "last year covered"),
        _text("indicator", "what was counted"),
        _category("pillar", "part of the programme"),
        _decimal("value", "the figure"),
        _text("unit", "its unit"),
        _SOURCE,
        _NOTE,
    ),
)

PRIORITIES = Dataset(
    "priorities",
    "one row is one priority of one year",
    ("priority_id",),
    (
        _id("priority_id", "stays the same from one delivery to the next"),
        _year("year", "year it was set for"),
        _category("pillar", "part of the programme"),
        _text("priority", "the priority in words"),
        _SOURCE,
    ),
)

PRIORITY_LINKS = Dataset(
    "priority_links",
    "one row links a priority to an activity that prepared or served it",
    ("priority_id", "activity_id", "relation"),
    (
        _id("priority_id", "the priority", refers_to="priorities"),
        _id("activity_id", "the activity", refers_to="activities"),
        _choice("relation", "prepared before its year, or served in its year or the next", ("prepared_by", "served_by")),
        _text("reason", "why they belong together"),
    ),
)

# What a caveat may speak of: a dataset, or both seizure datasets at once.
CAVEAT_SUBJECTS = (
    "countries",
    "partners",
    "activities",
    "activity_countries",
    "activity_partners",
    "participants",
    "seizures",
    "seizure_events",
    "annual_seizures",
    "results",
    "indicators",
    "indicator_targets",
    "indicator_values",
    "outputs",
    "priorities",
    "priority_links",
)

CAVEATS = Dataset(
    "caveats",
    "one row is one doubt, to be read beside every figure it touches",
    ("caveat_id",),
    (
        _id("caveat_id", "stays the same from one delivery to the next"),
        _choice("dataset", "what it speaks of", CAVEAT_SUBJECTS),
        _id("record_id", "the row it speaks of; blank for all", blank=True),
        _country("country_code", "the country it speaks of; blank for all", blank=True),
        _year("year", "the year it speaks of; blank for all", blank=True),
        _choice("severity", "how grave it is", ("note", "warning")),
        _text("text", "the doubt, in a sentence for readers"),
    ),
)

DATASETS: dict[str, Dataset] = {
    dataset.name: dataset
    for dataset in (
        COUNTRIES,
        PARTNERS,
        ACTIVITIES,
        ACTIVITY_COUNTRIES,
        ACTIVITY_PARTNERS,
        PARTICIPANTS,
        SEIZURE_EVENTS,
        ANNUAL_SEIZURES,
        RESULTS,
        INDICATORS,
        INDICATOR_TARGETS,
        INDICATOR_VALUES,
        OUTPUTS,
        PRIORITIES,
        PRIORITY_LINKS,
        CAVEATS,
    )
}

# What other rows stand on. None of it can be restricted: with it public rows of other datasets would be left out of what is
# published. An activity can: all that is known of it is left out together.
FRAME = frozenset(column.refers_to for dataset in DATASETS.values() for column in dataset.columns) - {"", "activities"}
