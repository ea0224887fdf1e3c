"""What a cell may hold: from text to a typed value, or to the reason why not and what would be right.

The value itself is repeated in a reason only where it cannot be personal data.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache
from urllib.parse import urlsplit

import pycountry

from dashboard.ingest.faults import shown
from dashboard.ingest.schema import Column

Value = str | int | Decimal | date | None
Categories = Mapping[str, tuple[str, ...]]

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
MOST_PERSONS = 1_000_000_000

PLACEHOLDERS = frozenset({"null", "n/a", "#n/a", "nan", "-", "--", "?", "n.a.", "nil"})
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9])?")

_E_MAIL = re.compile(r"[\w.+'-]+@[\w-]+(\.[\w-]+)+")
# A telephone number, but no weight, year, date or amount: an international prefix or a leading zero with enough
# digits, the 3-3-4 grouping, or a word that announces one.
_PHONES = (
    re.compile(r"(?<![\w.,/])(?:\+|00)[1-9](?:[ ()./-]{0,2}[0-9]){7,13}(?![\w])"),
    re.compile(r"(?<![\w.,/-])\(?0[1-9](?:[ ()./-]{0,2}[0-9]){7,10}(?![\w-])"),
    re.compile(r"(?<![\w.,/-])\(?[2-9][0-9]{2}\)?[ .-][0-9]{3}[ .-][0-9]{4}(?![\w-])"),
    re.compile(
        r"\b(?:tel|phone|mobile|cell|whatsapp|fax)\b\.?(?: (?:no|number))?\.?:? ?\+?\(?[0-9](?:[ ()./-]{0,2}[0-9]){5,}",
        re.IGNORECASE,
    ),
)

# Letters of other scripts that look like Latin ones.
_LOOK_ALIKES = str.maketrans(
    "АВСЕНІЈКМОРЅТХУаеорсухіјѕԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABCEHIJKMOPSTXYaeopcyxijsdqwABEZHIKMNOPTYXo",
)


class Refused(ValueError):
    """A cell that cannot be taken: what is wrong with it and what would be right."""

    def __init__(self, wrong: str, right: str):
        super().__init__(f"{wrong}; {right}")
        self.wrong = wrong
        self.right = right


def value_of(text: str, column: Column, categories: Categories) -> Value:
    """The typed value of a cell, None if it is blank. Raises Refused.
    A category whose dimension is missing from `categories` is taken as it is: the fault lies elsewhere."""
    if not text:
        if not column.blank:
            raise Refused("the cell is blank", f"fill it: {column.meaning}")
        return None
    refuse_text(text)
    if text.casefold() in PLACEHOLDERS:
        raise Refused(f"{shown(text)} stands for a missing value", _blank_or_fill(column))
    match column.kind:
        case "date":
            return _date(text)
        case "count":
            return _count(text)
        case "decimal":
            return _decimal(text, column)
        case "year":
            return _year(text, column)
        case "url":
            return _addresses(text)
        case "country":
            return _country(text)
        case "id":
            return _identifier(text)
        case "choice":
            return _one_of(text, column.choices, column.name)
        case "category":
            if column.dimension not in categories:
                return text
            return _one_of(text, categories[column.dimension], column.dimension)
        case "text":
            _refuse_phone(text)
            return text


def _blank_or_fill(column: Column) -> str:
    return "leave the cell blank" if column.blank else f"fill it: {column.meaning}"


# Text


def refuse_text(text: str) -> None:
    """Refuse what no text may hold: characters that cannot be seen, formulas, e-mail addresses. Raises Refused."""
    for character in "" if text.isprintable() else text:
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            name = unicodedata.name(character, "line break" if character in "\r\n" else "control character")
            raise Refused(f"an invisible character (U+{ord(character):04X}, {name.lower()})", "delete it")
    if "@" in text and _E_MAIL.search(text):
        raise Refused("an e-mail address: personal data is refused", "take it out: participants are counts")
    if text[0] in "=@＝＠" or (text[0] in "+-＋－" and not _NUMBER.fullmatch(text)):
        _refuse_phone(text)
        if text.casefold() not in PLACEHOLDERS:
            raise Refused(
                f"the text begins with {text[0]!r} and would run as a formula", "write the value, or begin with a word"
            )


def _refuse_phone(text: str) -> None:
    if any(phone.search(text) for phone in _PHONES):
        raise Refused("a telephone number: personal data is refused", "take it out: participants are counts")


def _latin(text: str) -> str:
    return text.translate(_LOOK_ALIKES)


def _identifier(text: str) -> str:
    if _CODE.fullmatch(text):
        return text
    if not text.isascii() and _CODE.fullmatch(_latin(text)):
        raise Refused(f"{shown(text)} holds letters of another script that look Latin", f"type {_latin(text)!r}")
    raise Refused(f"{shown(text)} is no identifier", "use letters, digits, '-', '_' and '.', at most 80")


def _one_of(text: str, allowed: Collection[str], what: str) -> str:
    if text in allowed:
        return text
    told = "use one of " + ", ".join(allowed)
    if not text.isascii() and _latin(text) in allowed:
        raise Refused(f"{shown(text)} holds letters of another script that look Latin", f"type {_latin(text)!r}")
    alike = re.sub(r"[\s-]+", "_", text.casefold())
    near = [alike] if alike in allowed else get_close_matches(alike, allowed, n=1, cutoff=0.7)
    raise Refused(f"{shown(text)} is no {what}", f"did you mean {near[0]!r}? {told}" if near else told)


def _addresses(text: str) -> str:
    for address in text.split(" | "):
        parts = urlsplit(address) if address.isprintable() and " " not in address else None
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or "." not in parts.hostname:
            raise Refused(f"{shown(address)} is no web address", "write https://..., several joined by ' | '")
    return text


# Numbers and dates


def _number(text: str, right: str) -> Decimal:
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    if re.fullmatch(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?", text):
        raise Refused(f"{shown(text)} has commas between thousands", f"write {text.replace(',', '')}")
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text):
        raise Refused(f"{shown(text)} has a decimal comma", f"write {text.replace(',', '.')}")
    raise Refused(f"{shown(text)} is no number", right)


def _count(text: str) -> int:
    number = _number(text, "write a whole number of persons in digits")
    if number < 0:
        raise Refused(f"{shown(text)} is negative", "write a whole number from 0")
    if number != number.to_integral_value():
        raise Refused(f"{shown(text)} is not whole: persons are counted", "write a whole number; a percentage is no count")
    if number > MOST_PERSONS:
        raise Refused(f"{shown(text)} is more persons than there can be", "write the number of persons")
    return int(number)


def _decimal(text: str, column: Column) -> Decimal:
    number = _number(text, "write digits with a decimal point")
    if column.above is not None and number <= column.above:
        raise Refused(f"{shown(text)} is not above {column.above}", f"write a number above {column.above}")
    if column.least is not None and number < column.least:
        raise Refused(f"{shown(text)} is below {column.least}", f"write a number from {column.least}")
    if column.most is not None and number > column.most:
        raise Refused(f"{shown(text)} is above {column.most}", f"write a number up to {column.most}")
    if abs(number) >= Decimal(10) ** 15:
        raise Refused(f"{shown(text)} is too large", "write a number of at most 15 digits before the point")
    # The warehouse keeps three decimals: more would be rounded without a word.
    if number != number.quantize(Decimal("0.001")):
        raise Refused(f"{shown(text)} has more than 3 decimals", "round it to 3 decimals")
    return number


def _year(text: str, column: Column) -> int:
    if not re.fullmatch(r"[0-9]{4}", text) or not (column.least or 0) <= int(text) <= (column.most or 9999):
        raise Refused(f"{shown(text)} is no year", f"write four digits from {column.least} to {column.most}")
    return int(text)


def _date(text: str) -> date:
    found = _ISO_DATE.fullmatch(text)
    if not found:
        # The order of day and month is never guessed.
        raise Refused(f"{shown(text)} is no ISO date", "write YYYY-MM-DD")
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        raise Refused(f"{shown(text)} is no day of the calendar", "correct the day or the month") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Refused(f"{shown(text)} is outside {FIRST_DAY.year} to {LAST_DAY.year}", "correct the year")
    return day


# Countries


def _country(text: str) -> str:
    if re.fullmatch(r"[A-Z]{3}", text) and pycountry.countries.get(alpha_3=text):
        return text
    if not text.isascii() and pycountry.countries.get(alpha_3=_latin(text)):
        raise Refused(f"{shown(text)} holds letters of another script that look Latin", f"type {_latin(text)!r}")
    near = " or ".join(map(repr, suggested_countries(text)))
    right = f"try {near}" if near else "write the three letters, such as 'KEN' for Kenya"
    raise Refused(f"{shown(text)} is no ISO 3166-1 alpha-3 code", right)


@lru_cache(maxsize=1024)
def suggested_countries(text: str) -> tuple[str, ...]:
    """The alpha-3 codes most likely meant by another code, a name or a near miss, at most three; often one or none."""
    if exact := pycountry.countries.get(alpha_3=text.upper()) or pycountry.countries.get(alpha_2=text.upper()):
        return (exact.alpha_3,)
    names = _country_names()
    name = _plain(text)
    if name in names:
        return (names[name],)
    if near := get_close_matches(name, names, n=1, cutoff=0.8):
        return (names[near[0]],)
    beginning = {code for full, code in names.items() if len(name) >= 3 and full.startswith(name)}
    if len(beginning) == 1:
        return tuple(beginning)
    one_letter_off = sorted(
        country.alpha_3
        for country in pycountry.countries
        if len(text) == 3 and sum(a != b for a, b in zip(text.upper(), country.alpha_3, strict=True)) == 1
    )
    return tuple(one_letter_off) if len(one_letter_off) <= 3 else ()


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    names = {"uk": "GBR", "great britain": "GBR", "ivory coast": "CIV", "south korea": "KOR", "north korea": "PRK"}
    for country in pycountry.countries:
        for kind in ("name", "official_name", "common_name"):
            if name := getattr(country, kind, None):
                names[_plain(name)] = country.alpha_3
                names.setdefault(_plain(name.split(",")[0].split("(")[0]), country.alpha_3)
    return names


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(re.sub(r"[^a-z ]", "", letters).split())
