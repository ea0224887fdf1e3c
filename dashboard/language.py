"""Words, numbers and dates for one locale: the only place that knows how a language writes them."""

from __future__ import annotations

import datetime
import gettext
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import NumberPattern, parse_pattern

TRANSLATIONS = Path(__file__).resolve().parent / "translations"
NOT_STATED = "not stated"
TEXTS_KEPT = 1 << 14
"""Numbers, dates and lists whose text is remembered: a page says the same few hundred again and again."""


class Sentence(str):
    """A sentence made where no reader's language is known: as text it is in source words, and `Language.say` says it in
    the reader's. Values that are sentences themselves are said too."""

    text: str
    values: dict[str, object]

    def __new__(cls, text: str, **values: object) -> Sentence:
        said = super().__new__(cls, text.format(**values))
        said.text, said.values = text, values
        return said


class Language:
    """Turns source words and values into what a reader of one locale sees. Callable: `words("Pillar")`."""

    def __init__(self, code: str = "en"):
        self.code = code
        self.locale = _locale(code)
        self._catalogue = gettext.translation("dashboard", TRANSLATIONS, languages=[code], fallback=True)

    def __call__(self, text: str, **values: object) -> str:
        """Translate `text`, then fill its {named} places."""
        said = self._catalogue.gettext(text) if text else ""
        return said.format(**values) if values else said

    def say(self, sentence: str) -> str:
        """A sentence that was made elsewhere, in this language; any other text as it is."""
        if not isinstance(sentence, Sentence):
            return sentence
        values = {name: self.say(value) if isinstance(value, str) else value for name, value in sentence.values.items()}
        return self(sentence.text).format(**values)

    def count(self, n: int, one: str, many: str, **values: object) -> str:
        """A whole number with its noun: count(2, "{n} country", "{n} countries")."""
        return self._catalogue.ngettext(one, many, n).format(n=self.number(n), **values)

    def number(self, value: float | int | None, decimals: int = 0) -> str:
        """A number with the locale's separators and exactly `decimals` decimals; the word for nothing stated if None."""
        if value is None:
            return self(NOT_STATED)
        return _number(value, "#,##0" + ("." + "0" * decimals if decimals else ""), self.code)

    def signed(self, value: float, decimals: int = 0) -> str:
        """A change with its sign: '+3', '−2.5' with a true minus, '±0'."""
        sign = "+" if value > 0 else "\N{MINUS SIGN}" if value < 0 else "±"
        return sign + self.number(abs(value), decimals)

    def quantity(self, value: float | None) -> str:
        """A measured quantity: whole from 100 upwards, else with as many decimals as it has, three at most."""
        if value is None:
            return self(NOT_STATED)
        return _number(value, "#,##0" if abs(value) >= 100 else "#,##0.###", self.code)

    def percent(self, share: float | None, decimals: int = 1) -> str:
        """A share from 0 to 1 as a percentage: 0.316 -> '31.6 %' with a no-break space."""
        return self(NOT_STATED) if share is None else f"{self.number(share * 100, decimals)}\N{NO-BREAK SPACE}%"

    def date(self, day: datetime.date | None, precision: str = "day") -> str:
        """A date as precisely as it is known: '18 November 2020', 'November 2020' or '2020'."""
        if day is None:
            return self(NOT_STATED)
        return _date(day, {"day": "d MMMM y", "month": "MMMM y", "year": "y"}[precision], self.code)

    def short_date(self, day: datetime.date | None, precision: str = "day") -> str:
        """As `date`, with the month shortened, for tables and marks."""
        if day is None:
            return self(NOT_STATED)
        return _date(day, {"day": "d MMM y", "month": "MMM y", "year": "y"}[precision], self.code)

    def list(self, items: Iterable[str]) -> str:
        """Words joined as the language does: 'a, b and c'."""
        return _list(tuple([str(i) for i in items]), self.code) if items else ""


@lru_cache(maxsize=TEXTS_KEPT)
def _number(value: float, pattern: str, code: str) -> str:
    return _pattern(pattern).apply(value or 0, _locale(code))  # zero has no sign


@lru_cache(maxsize=64)
def _pattern(pattern: str) -> NumberPattern:
    """To read a pattern takes longer than to write a number by it."""
    return parse_pattern(pattern)


@lru_cache(maxsize=TEXTS_KEPT)
def _date(day: datetime.date, pattern: str, code: str) -> str:
    return format_date(day, pattern, locale=_locale(code))


@lru_cache(maxsize=TEXTS_KEPT)
def _list(items: tuple[str, ...], code: str) -> str:
    return format_list(items, locale=_locale(code))


@lru_cache(maxsize=16)
def _locale(code: str) -> Locale:
    return Locale.parse(code)


@lru_cache(maxsize=16)
def language(code: str) -> Language:
    """The one Language of a locale code such as 'en'."""
    return Language(code)
