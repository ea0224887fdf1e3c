"""What programme.toml, the origins and the folders may say; which delivery counts where two give the same key."""

from __future__ import annotations

import pytest
from tiny_package import TABLES, TinyPackage, faults_of, write_origin

from dashboard.ingest.validate import check

ACTIVITIES_HEADER, FIRST_ACTIVITY = TABLES["activities"].strip().splitlines()[:2]
CORRECTED = FIRST_ACTIVITY.replace("First course", "First course corrected").replace("2020-02-05", "2020-02-06")


@pytest.fixture
def package(tmp_path):
    """The tiny package, written."""
    tiny = TinyPackage(tmp_path / "data")
    tiny.write()
    return tiny


@pytest.fixture
def partners(package):
    """The delivery of partners, to write another origin beside."""
    return package.folder / "deliveries" / "partners" / "first.csv"


def later(package, name: str, *rows: str, **origin: str):
    """Deliver a second file of activities, read a month after the first."""
    path = package.folder / "deliveries" / "activities" / f"{name}.csv"
    path.write_text("\n".join([ACTIVITIES_HEADER, *rows]) + "\n", encoding="utf-8")
    write_origin(path, **{"date_read": "2021-08-01"} | origin)


# Origins


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"producer": ""}, "producer: the key is missing; add it (a text)"),
        ({"producer": '" "'}, "producer: the text is blank; write it"),
        ({"title": "7"}, "title: the value is not a text; write a text"),
        ({"address": ""}, "address: the key is missing; add the https address of the source, or a list of them"),
        ({"address": '"http://example.org/"'}, "address: 'http://example.org/' is no https address; write https://..."),
        ({"address": '["https://example.org/", "x"]'}, "address: 'x' is no https address; write https://..."),
        ({"date_read": ""}, "date_read: the key is missing; add the day the source was read, as YYYY-MM-DD"),
        ({"date_read": '"1.7.2021"'}, "date_read: '1.7.2021' is no ISO date; write YYYY-MM-DD"),
        ({"licence": ""}, "licence: the key is missing; add it (a text)"),
        ({"confidentiality": '"secret"'}, "confidentiality: 'secret' is unknown; write public or restricted"),
        ({"license": '"none"'}, "license: the key is unknown; did you mean 'licence'?"),
        (
            {"note": '"ask ama@example.org"'},
            "note: an e-mail address: personal data is refused; take it out: participants are counts",
        ),
        ({"corrects": '"partners/first"'}, 'corrects: the value is no list of deliveries; write ["<dataset>/<name>"]'),
        ({"corrects": '["partners/none"]'}, "corrects: 'partners/none' is no delivery of partners; write \"partners/<name>\""),
        (
            {"corrects": '["partners/first"]'},
            "corrects: 'partners/first' was not read before this delivery; correct date_read: a correction is read later",
        ),
    ],
)
def test_an_origin_says_where_a_file_is_from(package, partners, changes, told):
    write_origin(partners, **changes)
    assert faults_of(package.folder) == [f"partners/first.origin.toml, {told}"]


def test_a_file_that_changed_after_its_origin_was_written_is_refused_and_told_its_checksum(package, partners):
    partners.write_bytes(partners.read_bytes().replace(b"Network of Ports", b"Network of Docks"))
    (told,) = faults_of(package.folder)
    assert told.startswith("partners/first.origin.toml, sha256: '")
    assert " is not the checksum of first.csv; if the file is the right one, write " in told


def test_a_delivery_without_an_origin_and_an_origin_without_a_delivery_are_refused(package, partners):
    partners.rename(partners.with_name("other.csv"))
    assert faults_of(package.folder) == [
        "partners/first.origin.toml: the delivery it describes is missing; add first.csv, or delete the origin",
        "partners/other.origin.toml: the file is missing; add it",
    ]


def test_an_origin_that_is_no_toml_is_refused(package, partners):
    partners.with_name("first.origin.toml").write_text("producer: Test\n")
    (told,) = faults_of(package.folder)
    assert told.startswith("partners/first.origin.toml: the file is no TOML: ")


# Folders


def test_an_unknown_folder_and_a_stray_file_are_refused(package):
    deliveries = package.folder / "deliveries"
    (deliveries / "activites").mkdir()
    (deliveries / "partners" / "notes.txt").write_text("x")
    (deliveries / "partners" / ".DS_Store").write_text("x")
    (deliveries / "partners" / "~$first.xlsx").write_text("x")
    assert faults_of(package.folder) == [
        "activites: this is no dataset; did you mean 'activities'?",
        "partners/notes.txt: this is neither a delivery nor an origin; deliver .csv or .xlsx with a .origin.toml",
    ]


@pytest.mark.parametrize("name", ["a b.csv", "a\nb.csv", "\N{PARTY POPPER}.csv", "-x.csv", "a" * 101 + ".csv"])
def test_a_file_name_that_could_mislead_is_refused_and_printed_in_one_line(package, partners, name):
    partners.with_name(name).write_bytes(b"x")
    (told,) = faults_of(package.folder)
    assert told.endswith(": the file name cannot be used; use letters, digits, '-', '_' and '.', at most 100")
    assert told.isprintable()


def test_the_same_bytes_twice_are_told_once(package, partners):
    again = partners.with_name("second.csv")
    again.write_bytes(partners.read_bytes())
    write_origin(again)
    assert faults_of(package.folder) == [
        "partners/second.csv: the same bytes are delivered as partners/first.csv; delete one of the two"
    ]


def test_activities_and_countries_are_needed_and_other_datasets_are_not(tmp_path):
    tiny = TinyPackage(tmp_path / "data")
    tiny.tables = {"partners": tiny.tables["partners"]}
    assert tiny.faults() == [
        "activities: nothing is delivered; add a delivery: one row is one activity",
        "countries: nothing is delivered; add a delivery: one row is one country or territory; "
        "every code used elsewhere must be here",
    ]
    few = TinyPackage(tmp_path / "few")
    few.tables = {name: few.tables[name] for name in ("activities", "countries")}
    assert few.faults() == []
    assert check(few.folder).rows["partners"] == ()


def test_an_unreadable_delivery_is_told_once_and_not_by_those_that_refer_to_it(package, partners):
    partners.write_bytes(b"")
    write_origin(partners)
    assert faults_of(package.folder) == ["partners/first.csv: the file is empty; deliver a header and at least one row"]


def test_a_misnamed_delivery_is_told_once_and_not_by_those_that_refer_to_it(package, partners):
    partners.rename(partners.with_name("first file.csv"))
    partners.with_name("first.origin.toml").unlink()
    assert faults_of(package.folder) == [
        "partners/first file.csv: the file name cannot be used; use letters, digits, '-', '_' and '.', at most 100"
    ]


# Two deliveries, one key


def test_a_key_twice_in_one_file_is_refused_with_both_places(tmp_path):
    tiny = TinyPackage(tmp_path / "data")
    tiny.add_row("activity_countries", "A-1", "KEN")
    assert tiny.faults() == [
        "activity_countries/first.csv, row 5, activity_id: "
        "the key 'A-1 | KEN' is already in activity_countries/first.csv, row 2; keep one of them"
    ]


def test_a_key_of_an_earlier_delivery_is_refused_with_both_places(package):
    later(package, "second", CORRECTED)
    assert faults_of(package.folder) == [
        "activities/second.csv, row 2, activity_id: the key 'A-1' is already in activities/first.csv, row 2; "
        'delete it, or write corrects = ["activities/first"] in the origin'
    ]


def test_a_correction_replaces_the_rows_it_names_and_the_ledger_keeps_both(package):
    later(package, "second", CORRECTED, corrects='["activities/first"]')
    found = check(package.folder)
    titles = {row.values["activity_id"]: (row.values["title"], row.delivery.id) for row in found.rows["activities"]}
    assert titles["A-1"] == ("First course corrected", "activities/second")
    assert titles["A-2"] == ("Second course", "activities/first")
    (replaced,) = found.replaced
    assert (replaced.dataset, replaced.key) == ("activities", "A-1")
    assert (replaced.delivery_id, replaced.replaced_by) == ("activities/first", "activities/second")


def test_a_second_correction_names_the_first(package):
    later(package, "second", CORRECTED, corrects='["activities/first"]')
    third = CORRECTED.replace("corrected", "corrected twice")
    later(package, "third", third, date_read="2021-09-01", corrects='["activities/first"]')
    (told,) = faults_of(package.folder)
    assert told.startswith("activities/third.csv, row 2, activity_id: the key 'A-1' is already in activities/second.csv, row 2")
    later(package, "third", third, date_read="2021-09-01", corrects='["activities/second"]')
    assert faults_of(package.folder) == []
    assert [one.replaced_by for one in check(package.folder).replaced] == ["activities/second", "activities/third"]


def test_deliveries_count_in_the_order_they_were_read_not_named(package):
    later(package, "a-correction", CORRECTED, date_read="2021-08-01", corrects='["activities/first"]')
    order = [delivery.id for delivery in check(package.folder).deliveries if delivery.dataset == "activities"]
    assert order == ["activities/first", "activities/a-correction"]


# programme.toml


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('name = "Tiny"\n', "", "programme.name: the key is missing; add it (a text)"),
        (
            'name = "Tiny"\n',
            'name = "Tiny"\ncolour = "red"\n',
            "programme.colour: the key is unknown; use only key, name, full_name, tagline, implemented_by, default_language, "
            "fictional, banner",
        ),
        ("fictional = true", 'fictional = "yes"', "programme.fictional: the value is not true or false; write true or false"),
        (
            "fictional = true",
            "fictional = false",
            "programme.banner: the banner and 'fictional' do not agree; give a banner if the data are invented, and only then",
        ),
        ('key = "tiny"', 'key = "Tiny One"', "programme.key: 'Tiny One' is no key; use lower case letters, digits and '_'"),
        (
            'emblem = "eu-emblem.svg"',
            'emblem = "../x.svg"',
            "funder.emblem: '../x.svg' is no file name; name a file of assets/",
        ),
        ('cut_off = "2021-06-30"', 'cut_off = "30.6.2021"', "years.cut_off: '30.6.2021' is no ISO date; write \"YYYY-MM-DD\""),
        ("achieved = 2020", "achieved = 2018", "years.achieved: 2018 is outside the register; write a year from 2019 to 2021"),
        (
            'default = "2020"',
            'default = "1999"',
            "years.default: '1999' is no year of the register; write years from 2019 to 2021, such as \"2021\"",
        ),
        ("year = 2021\n", "year = 2030\n", "years.partial: 2030 is outside the register; write a year from 2019 to 2021"),
        (
            "[disclaimers]",
            "[disclaimer]",
            "disclaimer: the table is unknown; use only programme, funder, years, disclaimers, categories",
        ),
    ],
)
def test_programme_toml_is_held_like_a_row(tmp_path, old, new, told):
    tiny = TinyPackage(tmp_path / "data")
    assert old in tiny.programme
    tiny.programme = tiny.programme.replace(old, new)
    assert f"programme.toml, {told}" in tiny.faults()


def test_a_category_that_is_there_twice_or_of_no_dimension_is_refused(tmp_path):
    tiny = TinyPackage(tmp_path / "data")
    tiny.categories["pillar"].append("training")
    tiny.categories["pilar"] = ["x"]
    assert tiny.faults() == [
        "programme.toml, categories.pilar: the dimension is unknown; did you mean 'pillar'?",
        "programme.toml, categories.pillar[3].key: 'training' is there twice; keep one of them",
    ]


def test_a_dimension_in_use_needs_categories(tmp_path):
    tiny = TinyPackage(tmp_path / "data")
    del tiny.categories["conveyance"]
    assert tiny.faults() == [
        "programme.toml, categories.conveyance: seizure_events uses it and it has no category; add [[categories.conveyance]]"
    ]


def test_a_package_without_programme_toml_still_has_its_rows_read(tmp_path):
    tiny = TinyPackage(tmp_path / "data")
    tiny.set("outputs", 2, "value", "x")
    tiny.write()
    (tiny.folder / "programme.toml").unlink()
    assert faults_of(tiny.folder) == [
        "outputs/first.csv, row 2, value: 'x' is no number; write digits with a decimal point",
        "programme.toml: the file is missing; add it",
    ]
