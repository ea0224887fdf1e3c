"""Numbers, dates and words as a reader of English sees them."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.language import NOT_STATED, Language, Sentence, language

WORDS = language("en")
DAY = date(2020, 11, 18)


@pytest.mark.parametrize("said", [
    WORDS.number(None), WORDS.percent(None), WORDS.quantity(None), WORDS.date(None), WORDS.short_date(None),
])
def test_what_is_missing_is_said_to_be_not_stated_and_never_zero(said):
    assert said == NOT_STATED == "not stated"


@pytest.mark.parametrize(("value", "decimals", "said"), [
    (0, 0, "0"), (1032, 0, "1,032"), (1234567, 0, "1,234,567"), (2.5, 1, "2.5"), (2, 1, "2.0"), (-7, 0, "-7"),
])
def test_numbers_have_the_locale_s_separators_and_the_decimals_asked_for(value, decimals, said):
    assert WORDS.number(value, decimals) == said


@pytest.mark.parametrize(("value", "said"), [
    (0, "0"), (0.5, "0.5"), (2.125, "2.125"), (3.0, "3"), (99.96, "99.96"), (100.4, "100"), (12345.6, "12,346"),
])
def test_quantities_from_a_hundred_are_whole_and_smaller_ones_as_exact_as_they_are(value, said):
    assert WORDS.quantity(value) == said


def test_a_share_is_a_percentage_of_one_decimal_that_no_line_break_tears():
    assert WORDS.percent(79 / 250) == "31.6\N{NO-BREAK SPACE}%"
    assert WORDS.percent(0) == "0.0\N{NO-BREAK SPACE}%"
    assert WORDS.percent(1, 0) == "100\N{NO-BREAK SPACE}%"


def test_a_change_shows_its_sign_with_a_true_minus_and_none_as_plus_minus():
    assert [WORDS.signed(n) for n in (3, -6, 0)] == ["+3", "\N{MINUS SIGN}6", "±0"]


@pytest.mark.parametrize(("precision", "long", "short"), [
    ("day", "18 November 2020", "18 Nov 2020"), ("month", "November 2020", "Nov 2020"), ("year", "2020", "2020"),
])
def test_a_date_is_never_more_precise_than_it_is_known(precision, long, short):
    assert WORDS.date(DAY, precision) == long
    assert WORDS.short_date(DAY, precision) == short


def test_a_list_is_joined_as_the_language_does():
    assert WORDS.list([]) == ""
    assert WORDS.list(["Benin"]) == "Benin"
    assert WORDS.list(["Benin", "Togo"]) == "Benin and Togo"
    assert WORDS.list(["Benin", "Togo", "Senegal"]) == "Benin, Togo, and Senegal"


def test_what_is_remembered_of_one_number_is_not_said_of_another():
    assert [WORDS.number(n) for n in (0, -0.0, 0.0)] == ["0", "0", "0"]
    assert [WORDS.number(1.5, n) for n in (1, 2, 1)] == ["1.5", "1.50", "1.5"]
    assert [WORDS.quantity(1234.5), WORDS.quantity(12.345), WORDS.number(1234.5, 1)] == ["1,234", "12.345", "1,234.5"]


def test_a_noun_follows_its_number():
    assert WORDS.count(1, "{n} country", "{n} countries") == "1 country"
    assert WORDS.count(0, "{n} country", "{n} countries") == "0 countries"
    assert WORDS.count(1500, "{n} country in {year}", "{n} countries in {year}", year="2020") == "1,500 countries in 2020"


def test_words_without_a_translation_stay_as_they_are_and_their_places_are_filled():
    assert WORDS("No record matches {filters}.", filters="2020") == "No record matches 2020."
    assert WORDS("") == ""
    assert WORDS("100 % {as is}") == "100 % {as is}"


def test_a_sentence_made_elsewhere_is_said_in_the_readers_language_with_its_values():
    sentence = Sentence("{site}: {fault}", site="'ftp://x'", fault=Sentence("write it like {n}", n=3))
    assert sentence == "'ftp://x': write it like 3" and str(sentence) == sentence
    assert language("en").say(sentence) == sentence
    assert language("en").say("as it is {n}") == "as it is {n}"
    calls: list[str] = []

    class Noting(Language):
        def __call__(self, text: str, **values: object) -> str:
            calls.append(text)
            return super().__call__(text, **values)

    assert Noting("en").say(sentence) == "'ftp://x': write it like 3"
    assert sorted(calls) == ["write it like {n}", "{site}: {fault}"]
