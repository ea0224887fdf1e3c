"""Every fault of a cell or a row is told as `file, row N, column: what is wrong; what would be right`, in CSV and XLSX."""

from __future__ import annotations

import pytest
from tiny_package import ROW_COUNT, TinyPackage

from dashboard.ingest.validate import check

CELLS = {
    # dates
    "no ISO date": ("activities", 2, "started_on", "03/02/2020", "'03/02/2020' is no ISO date; write YYYY-MM-DD"),
    "no such day": (
        "activities",
        2,
        "ended_on",
        "2020-02-30",
        "'2020-02-30' is no day of the calendar; correct the day or the month",
    ),
    "end before start": (
        "activities",
        2,
        "ended_on",
        "2020-02-01",
        "the end 2020-02-01 is before the start 2020-02-03; correct one of the two",
    ),
    "before the programme": (
        "activities",
        2,
        "started_on",
        "2018-12-31",
        "2018-12-31 is before the programme's first year 2019; correct it, or years.first",
    ),
    "after the cut-off": (
        "seizure_events",
        2,
        "seized_on",
        "2021-07-01",
        "2021-07-01 is after the cut-off 2021-06-30; correct it, or move years.cut_off",
    ),
    "year after the cut-off": (
        "annual_seizures",
        2,
        "year",
        "2022",
        "2022 is after the cut-off 2021-06-30; correct it, or move years.cut_off",
    ),
    "month that is no first day": (
        "activities",
        3,
        "started_on",
        "2020-03-15",
        "2020-03-15 is not the first day of its month; write 2020-03-01, or precision day",
    ),
    "year that is no first day": (
        "activities",
        4,
        "started_on",
        "2021-02-01",
        "2021-02-01 is not the first day of its year; write 2021-01-01, or precision day",
    ),
    "out of all time": (
        "activities",
        2,
        "source_published_on",
        "1020-02-07",
        "'1020-02-07' is outside 1900 to 2100; correct the year",
    ),
    "no year": ("annual_seizures", 2, "year", "20", "'20' is no year; write four digits from 1900 to 2100"),
    # countries
    "country name": ("activity_countries", 2, "country_code", "Kenya", "'Kenya' is no ISO 3166-1 alpha-3 code; try 'KEN'"),
    "alpha-2 code": ("activity_countries", 2, "country_code", "KE", "'KE' is no ISO 3166-1 alpha-3 code; try 'KEN'"),
    "NA is Namibia": ("activity_countries", 2, "country_code", "NA", "'NA' is no ISO 3166-1 alpha-3 code; try 'NAM'"),
    "lower case": ("activity_countries", 2, "country_code", "ken", "'ken' is no ISO 3166-1 alpha-3 code; try 'KEN'"),
    "near miss of a name": (
        "activity_countries",
        2,
        "country_code",
        "Knya",
        "'Knya' is no ISO 3166-1 alpha-3 code; try 'KEN'",
    ),
    "near miss of a code": (
        "activity_countries",
        2,
        "country_code",
        "KEM",
        "'KEM' is no ISO 3166-1 alpha-3 code; try 'KEN' or 'KHM' or 'YEM'",
    ),
    "code of nothing": (
        "activity_countries",
        2,
        "country_code",
        "007",
        "'007' is no ISO 3166-1 alpha-3 code; write the three letters, such as 'KEN' for Kenya",
    ),
    "Cyrillic letter": (
        "activity_countries",
        2,
        "country_code",
        "KЕN",
        "'KЕN' holds letters of another script that look Latin; type 'KEN'",
    ),
    "country not delivered": (
        "activity_countries",
        2,
        "country_code",
        "PER",
        "PER (Peru) is not among the countries; add PER to the countries dataset",
    ),
    # categories, identifiers, addresses
    "unknown category": (
        "activities",
        2,
        "pillar",
        "sport",
        "'sport' is no pillar; use one of training, research",
    ),
    "category by its label": (
        "activities",
        2,
        "modality",
        "In person",
        "'In person' is no modality; did you mean 'in_person'? use one of in_person, online",
    ),
    "look-alike category": (
        "seizure_events",
        2,
        "drug",
        "сocaine",
        "'сocaine' holds letters of another script that look Latin; type 'cocaine'",
    ),
    "unknown choice": (
        "indicators",
        2,
        "direction",
        "up",
        "'up' is no direction; use one of rising, falling",
    ),
    "odd identifier": (
        "caveats",
        2,
        "caveat_id",
        "C 1",
        "'C 1' is no identifier; use letters, digits, '-', '_' and '.', at most 80",
    ),
    "no web address": (
        "partners",
        2,
        "source_url",
        "www.example.org",
        "'www.example.org' is no web address; write https://..., several joined by ' | '",
    ),
    "second address": (
        "partners",
        2,
        "source_url",
        "https://example.org/a | javascript:x",
        "'javascript:x' is no web address; write https://..., several joined by ' | '",
    ),
    # numbers
    "negative persons": ("participants", 2, "men", "-5", "'-5' is negative; write a whole number from 0"),
    "fractional persons": (
        "participants",
        2,
        "men",
        "12.5",
        "'12.5' is not whole: persons are counted; write a whole number; a percentage is no count",
    ),
    "persons in words": ("participants", 2, "men", "many", "'many' is no number; write a whole number of persons in digits"),
    "endless": ("participants", 2, "men", "1e309", "'1e309' is no number; write a whole number of persons in digits"),
    "infinite": ("participants", 2, "men", "inf", "'inf' is no number; write a whole number of persons in digits"),
    "too many persons": (
        "participants",
        2,
        "persons_total",
        "100000000000000000000",
        "'100000000000000000000' is more persons than there can be; write the number of persons",
    ),
    "commas between thousands": (
        "outputs",
        2,
        "value",
        "1,500",
        "'1,500' has commas between thousands; write 1500",
    ),
    "decimal comma": ("outputs", 2, "value", "1,5", "'1,5' has a decimal comma; write 1.5"),
    "four decimals": ("outputs", 2, "value", "1.2345", "'1.2345' has more than 3 decimals; round it to 3 decimals"),
    "no weight": ("seizure_events", 2, "quantity_kg", "0", "'0' is not above 0; write a number above 0"),
    "negative weight": ("annual_seizures", 2, "quantity_kg", "-0.5", "'-0.5' is below 0; write a number from 0"),
    "over a hundred per cent": (
        "participants",
        3,
        "women_pct_as_reported",
        "140",
        "'140' is above 100; write a number up to 100",
    ),
    # persons
    "more women and men than persons": (
        "participants",
        2,
        "women",
        "13",
        "13 women and 18 men are more than the total of 30; correct one of the three",
    ),
    # what no cell may hold
    "blank": ("activities", 2, "title", "", "the cell is blank; fill it: in own words, no person named"),
    "N/A": ("activities", 2, "venue_city", "N/A", "'N/A' stands for a missing value; leave the cell blank"),
    "NULL in a needed cell": (
        "outputs",
        2,
        "unit",
        "NULL",
        "'NULL' stands for a missing value; fill it: its unit",
    ),
    "a dash": ("participants", 2, "men", "-", "'-' stands for a missing value; leave the cell blank"),
    "NaN": ("participants", 2, "men", "NaN", "'NaN' stands for a missing value; leave the cell blank"),
    "formula": (
        "activities",
        2,
        "note",
        "=1+1",
        "the text begins with '=' and would run as a formula; write the value, or begin with a word",
    ),
    "formula by another sign": (
        "activities",
        2,
        "note",
        "@SUM(1)",
        "the text begins with '@' and would run as a formula; write the value, or begin with a word",
    ),
    "formula by a plus": (
        "activities",
        2,
        "note",
        "+cmd",
        "the text begins with '+' and would run as a formula; write the value, or begin with a word",
    ),
    "right-to-left override": (
        "activities",
        2,
        "title",
        "First \u202eesruoc",
        "an invisible character (U+202E, right-to-left override); delete it",
    ),
    "zero width": ("activities", 2, "title", "First\u200b", "an invisible character (U+200B, zero width space); delete it"),
    "line break": ("activities", 2, "title", "First\ncourse", "an invisible character (U+000A, line break); delete it"),
    "e-mail address": (
        "activities",
        2,
        "note",
        "write to ama@example.org",
        "an e-mail address: personal data is refused; take it out: participants are counts",
    ),
    "telephone": (
        "activities",
        2,
        "note",
        "call +233 24 412 3456",
        "a telephone number: personal data is refused; take it out: participants are counts",
    ),
    "telephone in the national form": (
        "activities",
        2,
        "audience",
        "Ama 0244 123 456",
        "a telephone number: personal data is refused; take it out: participants are counts",
    ),
    # references
    "activity that does not exist": (
        "participants",
        2,
        "activity_id",
        "A-9",
        "'A-9' is not in activities; correct it, or add it to activities",
    ),
    "near miss of an identifier": (
        "activity_partners",
        2,
        "partner",
        "Port Network",
        "'Port Network' is not in partners; did you mean 'Ports Network'?",
    ),
    "result that does not exist": (
        "indicators",
        2,
        "result_id",
        "X",
        "'X' is not in results; correct it, or add it to results",
    ),
    "caveat on nothing": (
        "caveats",
        2,
        "record_id",
        "B",
        "'B' is not in activities; correct it, or leave it blank",
    ),
    # the framework
    "result below its level": (
        "results",
        3,
        "level",
        "impact",
        "a result of level impact cannot contribute to one of level impact; name a result of a higher level",
    ),
    "baseline without a value": (
        "indicators",
        2,
        "baseline_value",
        "",
        "a baseline needs both a date and a value; fill it, or leave both blank",
    ),
    "rule without an argument": (
        "indicators",
        4,
        "computed_argument",
        "",
        "a computed indicator needs both a rule and its argument; fill it, or leave both blank",
    ),
    "target without anything": (
        "indicator_targets",
        2,
        "target_value",
        "",
        "the indicator takes target_value and the cell is blank; fill it",
    ),
    "years turned round": (
        "outputs",
        2,
        "year_to",
        "2018",
        "the end 2018 is before the start 2019; correct one of the two",
    ),
    "stage without its text": (
        "seizure_events",
        2,
        "follow_up_as_reported",
        "",
        "a stage is given without the reported text it is read from; give the text, or leave it blank",
    ),
}

# Where a rule speaks of a column other than the one that was changed.
SPEAKS_OF = {
    "result below its level": "parent_result_id",
    "stage without its text": "follow_up_stage",
}


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("name", CELLS)
def test_a_bad_cell_is_the_only_fault_and_is_told_with_its_remedy(tmp_path, name, ending):
    dataset, row, column, text, told = CELLS[name]
    package = TinyPackage(tmp_path / "data", ending)
    package.set(dataset, row, column, text)
    assert package.faults() == [f"{dataset}/first{ending}, row {row}, {SPEAKS_OF.get(name, column)}: {told}"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_valid_package_has_no_fault_and_all_its_rows(tmp_path, ending):
    package = TinyPackage(tmp_path / "data", ending)
    assert package.faults() == []
    assert check(package.folder).row_count == ROW_COUNT


def test_outer_blanks_are_taken_off_and_a_blank_optional_cell_is_not_stated(tmp_path):
    package = TinyPackage(tmp_path / "data")
    package.set("activities", 2, "title", "  First course\u00a0")
    assert package.faults() == []
    first = check(package.folder).rows["activities"][0].values
    assert first["title"] == "First course"
    assert first["funder_as_reported"] is None


def test_a_percentage_stays_a_percentage_and_becomes_no_count(tmp_path):
    package = TinyPackage(tmp_path / "data")
    package.write()
    second = check(package.folder).rows["participants"][1].values
    assert (second["persons_total"], second["women"], second["men"]) == (10, None, None)
    assert str(second["women_pct_as_reported"]) == "40"


def test_women_without_a_total_are_refused(tmp_path):
    package = TinyPackage(tmp_path / "data")
    package.set("participants", 2, "persons_total", "")
    assert package.faults() == [
        "participants/first.csv, row 2, persons_total: women or men are counted without a total; "
        "give the total the source prints"
    ]


def test_a_row_that_counts_nobody_is_refused(tmp_path):
    package = TinyPackage(tmp_path / "data")
    package.add_row("participants", "A-3", "participant")
    assert package.faults() == [
        "participants/first.csv, row 4, persons_total: the row counts nobody; give at least one figure, or delete the row"
    ]


def test_a_text_indicator_takes_no_number(tmp_path):
    package = TinyPackage(tmp_path / "data")
    package.set("indicator_values", 3, "value", "3")
    package.set("indicator_values", 3, "value_text", "")
    assert package.faults() == [
        "indicator_values/first.csv, row 3, value_text: the indicator takes value_text and the cell is blank; fill it"
    ]


def test_a_computed_indicator_takes_no_delivered_value(tmp_path):
    package = TinyPackage(tmp_path / "data")
    package.add_row("indicator_values", "I-3", "2020-12-31", "day", "", "1", "", "https://example.org/")
    assert package.faults() == [
        "indicator_values/first.csv, row 4, indicator_id: the value of this indicator is computed from the activities; "
        "delete the row, or the computed_rule of the indicator"
    ]


def test_the_value_of_personal_data_is_never_repeated(tmp_path):
    package = TinyPackage(tmp_path / "data")
    package.set("activities", 2, "note", "ama@example.org")
    package.set("activities", 3, "note", "+233 24 412 3456")
    told = "\n".join(package.faults())
    assert "ama" not in told and "233" not in told and "412" not in told


@pytest.mark.parametrize(
    "text",
    [
        "2,327 kg first, 2 906 kg later",
        "152 kg (150 slabs)",
        "2018-03-01 to 2019-04-01",
        "project IFS/2018/040-966",
        "11 756 000 000 kg",
        "sections 10.2, 10.3 and 10.4",
        "1 300 to 2 400",
        "seized on 01.02.2020",
        "the 24/7 network",
        "by 30 per cent - see the note",
    ],
)
def test_figures_and_dates_in_words_are_no_telephone_numbers(tmp_path, text):
    package = TinyPackage(tmp_path / "data")
    package.set("activities", 2, "note", text)
    assert package.faults() == []


def test_all_faults_are_told_at_once_and_in_the_order_of_the_files(tmp_path):
    package = TinyPackage(tmp_path / "data")
    package.set("participants", 2, "women", "31")
    package.set("activities", 3, "pillar", "sport")
    package.set("activities", 3, "started_on", "1.3.2020")
    package.set("activities", 2, "ended_on", "2020-01-01")
    package.set("outputs", 2, "value", "x")
    assert [told.split(":")[0] for told in package.faults()] == [
        "activities/first.csv, row 2, ended_on",
        "activities/first.csv, row 3, pillar",
        "activities/first.csv, row 3, started_on",
        "outputs/first.csv, row 2, value",
        "participants/first.csv, row 2, women",
    ]


def test_a_bad_row_that_others_refer_to_is_told_once(tmp_path):
    package = TinyPackage(tmp_path / "data")
    package.set("activities", 2, "pillar", "sport")
    package.set("activities", 2, "activity_id", "A 1")
    assert [told.split(":")[0] for told in package.faults()] == [
        "activities/first.csv, row 2, activity_id",
        "activities/first.csv, row 2, pillar",
    ]
