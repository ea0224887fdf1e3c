"""The short way of large files takes only what the long way would take without a fault, and gives the same rows."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tiny_package import CATEGORIES, TABLES, TinyPackage, csv_bytes, faults_of, write_origin

from dashboard.ingest import plain
from dashboard.ingest.build import build
from dashboard.ingest.faults import Fault
from dashboard.ingest.plain import take_plain
from dashboard.ingest.rows import Rows
from dashboard.ingest.schema import DATASETS
from dashboard.ingest.tables import SOUND_ROWS
from dashboard.ingest.validate import PERIOD, RULES, Contents, _read_rows, check, look
from dashboard.settings import ROOT

HEADERS = {name: text.strip().splitlines()[0] for name, text in TABLES.items()}
TABLE = {name: list(csv.reader(io.StringIO(text.strip()))) for name, text in TABLES.items()}


Told = list[tuple[str, int, dict]]


class Long:
    """What the long way gives of a file: its faults and its rows."""

    def __init__(self, contents: Contents, file: str):
        [delivery] = [one for one in contents.deliveries if one.file == file]
        self.rows: Told = []
        self.faults: list[Fault] = []
        _read_rows(delivery, contents.programme, self, self.faults)  # type: ignore[arg-type]

    def add(self, dataset, rows, absent):
        self.rows += [(row.delivery.id, row.number, dict(row.values)) for row in rows]


def short(contents: Contents) -> dict[str, Told]:
    """The files that go the short way, whatever their size, and their rows."""
    with closing(Rows(contents.deliveries)) as rows:
        taken = [one for one, is_taken in take_plain(rows, contents.deliveries, contents.programme, least=0) if is_taken]
        found: dict[str, Told] = {one.file: [] for one in taken}
        for name in {one.dataset for one in taken}:
            for row in rows[name]:
                found[row.delivery.file].append((row.delivery.id, row.number, dict(row.values)))
    return found


def held_against(contents: Contents) -> set[str]:
    """Hold every file that goes the short way against the long one; which those are."""
    files = short(contents)
    for file, rows in files.items():
        same = Long(contents, file)
        assert same.faults == []
        assert rows == same.rows
    return set(files)


@pytest.fixture(scope="module")
def laid(tmp_path_factory) -> Callable[..., Contents]:
    """A package that holds only these deliveries, one file a dataset."""
    folder = TinyPackage(tmp_path_factory.mktemp("plain") / "data").write()

    def deliver(**content: bytes) -> Contents:
        data = Path(tempfile.mkdtemp(dir=folder))
        (data / "programme.toml").symlink_to(folder / "programme.toml")
        for dataset, told in content.items():
            path = data / "deliveries" / dataset / "first.csv"
            path.parent.mkdir(parents=True)
            path.write_bytes(told)
            write_origin(path)
        return look(data)

    return deliver


# What it takes


@pytest.mark.parametrize("package", ["data", "examples/meridian"])
def test_the_files_of_the_product_give_the_same_rows_by_the_short_way(package):
    files = held_against(look(ROOT / package))
    assert {"activities", "participants", "activity_countries"} <= {file.partition("/")[0] for file in files}


def test_the_tables_of_the_tiny_package_go_the_short_way_where_nothing_needs_a_closer_look(tmp_path):
    files = held_against(look(TinyPackage(tmp_path / "data").write()))
    # Computed indicators are few: their rule is left to the long way.
    assert {file.partition("/")[0] for file in files} == set(TABLES) - {"indicators"}


PARTICIPANTS = HEADERS["participants"].encode()
TAKEN = {
    "as it is": PARTICIPANTS + b"\nA-1,participant,30,12,18,,\nA-2,participant,10,,,40.5,a percentage only\n",
    "no line feed at the end": PARTICIPANTS + b"\nA-1,participant,30,12,18,,",
    "Windows line ends and a mark": b"\xef\xbb\xbf" + PARTICIPANTS + b"\r\nA-1,participant,30,12,18,,x\r\n",
    "quoted cells": PARTICIPANTS + b'\n"A-1",participant,30,12,18,,"one, and ""two"" of it"\n"A-2",participant,"10",,,"",""\n',
    "another order": b"role,activity_id,persons_total,women,men,women_pct_as_reported,note\nparticipant,A-1,30,12,18,,\n",
    "other scripts": PARTICIPANTS + "\nA-1,participant,30,12,18,,Réunion à Abidjan\n".encode(),
}
LEFT = {
    "a row that is short": PARTICIPANTS + b"\nA-1,participant,30,12,18,\n",
    "a row that is long": PARTICIPANTS + b"\nA-1,participant,30,12,18,,,\n",
    "one short and one long": PARTICIPANTS + b"\nA-1,participant,30,12,18,\nA-2,participant,30,12,18,,,\n",
    "a blank line": PARTICIPANTS + b"\nA-1,participant,30,12,18,,\n\nA-2,participant,30,12,18,,\n",
    "a row of commas": PARTICIPANTS + b"\nA-1,participant,30,12,18,,\n,,,,,,\n",
    "a line feed in a cell": PARTICIPANTS + b'\nA-1,participant,30,12,18,,"x\n"\n',
    "a lone carriage return": PARTICIPANTS + b"\nA-1,participant,30,12,18,,\rA-2,participant,30,12,18,,\n",
    "a quote within a cell": PARTICIPANTS + b'\nA-1,participant,30,12,18,,3" thick\n',
    "text after a quote": PARTICIPANTS + b'\nA-1,participant,30,12,18,,"x"y\n',
    "text after an empty pair of quotes": PARTICIPANTS + b'\nA-1,participant,30,12,18,,""y\n',
    "a quote that is not closed": PARTICIPANTS + b'\nA-1,participant,30,12,18,,"x\nA-2,participant,30,12,18,,\n',
    "a backslash before a quote": PARTICIPANTS + b'\nA-1,participant,30,12,18,,"x\\"y"\n',
    "the header again": PARTICIPANTS + b"\n" + PARTICIPANTS + b"\nA-1,participant,30,12,18,,\n",
    "blanks around a number": PARTICIPANTS + b"\nA-1,participant, 30,12,18,,\n",
    "a sign": PARTICIPANTS + b"\nA-1,participant,+30,12,18,,\n",
    "leading zeros": PARTICIPANTS + b"\nA-1,participant,007,2,5,,\n",
    "an exponent beside zeros of the same length": PARTICIPANTS + b"\nA-1,participant,3e1,12,18,,\nA-2,participant,030,12,18,,\n",
    "a number with a point": PARTICIPANTS + b"\nA-1,participant,30.0,12,18,,\n",
    "digits of another script": PARTICIPANTS + "\nA-1,participant,٣٠,12,18,,\n".encode(),
    "a placeholder": PARTICIPANTS + b"\nA-1,participant,30,12,18,,n/a\n",
    "an identifier that stands for nothing": PARTICIPANTS + b"\nnull,participant,30,12,18,,\n",
    "a telephone number": PARTICIPANTS + b"\nA-1,participant,30,12,18,,call 0712 345 678\n",
    "an announced telephone number": PARTICIPANTS + b"\nA-1,participant,30,12,18,,Tel. 345-678\n",
    "an e-mail address": PARTICIPANTS + b"\nA-1,participant,30,12,18,,ama@example.org\n",
    "a formula": PARTICIPANTS + b"\nA-1,participant,30,12,18,,=1+1\n",
    "a letter in two parts": PARTICIPANTS + "\nA-1,participant,30,12,18,,Re\u0301union\n".encode(),
    "an invisible character": PARTICIPANTS + "\nA-1,participant,30,12,18,,a\u200bb\n".encode(),
    "a character that stands for a missing cell": PARTICIPANTS + b"\nA-1,participant,30,12,18,,\x01\n",
    "a cell that is too long": PARTICIPANTS + b"\nA-1,participant,30,12,18,," + b"x" * 20_001 + b"\n",
    "more women and men than persons": PARTICIPANTS + b"\nA-1,participant,30,13,18,,\n",
    "women without a total": PARTICIPANTS + b"\nA-1,participant,,13,,,\n",
    "a category that is none": PARTICIPANTS + b"\nA-1,visitor,30,12,18,,\n",
    "no row": PARTICIPANTS + b"\n",
    "no column": b"activity_id,role,persons_total,women,men,note\nA-1,participant,30,12,18,\n",
    "Latin-1": PARTICIPANTS + "\nA-1,participant,30,12,18,,Réunion\n".encode("latin-1"),
    "NUL": PARTICIPANTS + b"\nA-1,participant,30,12,18,,a\0b\n",
    "two marks": b"\xef\xbb\xbf\xef\xbb\xbf" + PARTICIPANTS + b"\nA-1,participant,30,12,18,,x\n",
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_plain_file_goes_the_short_way(laid, name):
    assert held_against(laid(participants=TAKEN[name])) == {"participants/first.csv"}


@pytest.mark.parametrize("name", LEFT)
def test_what_is_not_proved_goes_the_long_way(laid, name):
    assert held_against(laid(participants=LEFT[name])) == set()


# Whatever the file

CELLS = st.sampled_from(
    ["", " ", "5", "05", "+5", " 5", "5 ", "1e3", "5.0", "5.25", "5.1234", "-5", "NaN", "0x5", "1_000", "٥", "2020-02-03",
     "2020-2-3", "2020-02-30", "2020-02-03 00:00:00", "2035-01-01", "1899-12-31", "A-1", "A_1", "-", "null", "KEN", "ken", "NA",
     "cocaine", "Cocaine", "https://example.org/a", "https://example", "x" * 20_001, "\u00e9", "e\u0301", "a\u00a0", "\ufeff",
     "\x01", "\x02", '"', '""', "a,b", "a\nb", "a\rb", "\n", "day", "month", "training", "participant", "true", "inf", "#", "# x",
     "\\N", "\\", "NULL", "tel 345678", "0712 345 678", "=1", "@x", "ama@example.org"]
) | st.text(max_size=8)


@st.composite
def tables(draw):
    """A dataset and a table of it, in which some cells are others."""
    name = draw(st.sampled_from(sorted(TABLES)))
    rows = [list(row) for row in TABLE[name]]
    for _ in range(draw(st.integers(0, 3))):
        row = rows[draw(st.integers(1, len(rows) - 1))]
        row[draw(st.integers(0, len(row) - 1))] = draw(CELLS)
    return name, rows


DAMAGE = st.sampled_from(
    [b",", b"\n", b"\r", b"\r\n", b'"', b'""', b" ", b"\0", b"\xff", b"\xef\xbb\xbf", b"5", b"", b"\\", b"\x02", b"#", b";"]
)


@st.composite
def files(draw):
    """A dataset and a file of it, written in some way and damaged or not."""
    name, rows = draw(tables())
    out = io.StringIO()
    csv.writer(
        out, lineterminator=draw(st.sampled_from(["\n", "\n", "\r\n", "\r"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    ).writerows(rows)
    content = out.getvalue().encode("utf-8", "surrogatepass")
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        at = draw(st.integers(0, len(content)))
        content = content[:at] + draw(DAMAGE) + content[at + draw(st.integers(0, 2)):]
    return name, content


@settings(max_examples=250, deadline=None)
@example(file=("participants", LEFT["one short and one long"]))
@given(file=files())
def test_whatever_a_file_holds_the_short_way_takes_no_fault_and_no_other_row(laid, file):
    held_against(laid(**dict([file])))


def test_every_dataset_with_rules_has_a_narrower_form_of_them():
    assert set(SOUND_ROWS) == set(RULES) | set(PERIOD)


DAYS = st.dates(date(2018, 11, 1), date(2021, 9, 1)) | st.sampled_from([date(2020, 1, 1), date(2020, 3, 1), date(2021, 6, 30)])
FEW = st.none() | st.integers(0, 6)


@settings(max_examples=40, deadline=None)
@given(
    day=DAYS, length=st.none() | st.integers(-3, 40), precision=st.sampled_from(["day", "month", "year"]),
    counts=st.tuples(FEW, FEW, FEW), pct=st.sampled_from(["", "40"]), stage=st.sampled_from(["", "arrest"]),
    follow_up=st.sampled_from(["", "x"]), to=st.integers(2018, 2022),
)
def test_rows_go_the_short_way_if_they_break_no_rule(laid, day, length, precision, counts, pct, stage, follow_up, to):
    activity, seizure, output = (list(TABLE[name][1]) for name in ("activities", "seizure_events", "outputs"))
    activity[6:9] = [str(day), "" if length is None else str(day + timedelta(length)), precision]
    seizure[1:3], seizure[12:14] = [str(day), precision], [follow_up, stage]
    output[1:3] = ["2019", str(to)]
    head_count = ["A-1", "participant", *("" if one is None else str(one) for one in counts), pct, ""]
    annual = ["KEN", str(to), "cocaine", "1", "https://example.org/page", "x", ""]
    value = ["I-1", str(day), precision, "", "2", "", "https://example.org/page", ""]
    rows = {"activities": activity, "seizure_events": seizure, "outputs": output, "participants": head_count,
            "indicator_values": value, "annual_seizures": annual}
    contents = laid(**{name: csv_bytes([TABLE[name][0], row]) for name, row in rows.items()})
    right = {one.file for one in contents.deliveries if not Long(contents, one.file).faults}
    assert held_against(contents) == right


# Whole packages


@pytest.fixture
def everything_short(monkeypatch):
    """Files go the short way whatever their size."""
    monkeypatch.setattr(plain, "LEAST_BYTES", 0)
    monkeypatch.setattr(take_plain, "__defaults__", (0,))


def test_faults_between_files_are_told_alike(tmp_path, everything_short):
    package = TinyPackage(tmp_path / "data")
    package.add_row("participants", "A-1", "participant", "5", "", "", "", "")
    package.add_row("activity_partners", "A-2", "Port Network")
    package.add_row("activity_countries", "A-9", "KEN")
    package.set("caveats", 2, "record_id", "A-8")
    assert package.faults() == [
        "activity_countries/first.csv, row 5, activity_id: 'A-9' is not in activities; correct it, or add it to activities",
        "activity_partners/first.csv, row 3, partner: 'Port Network' is not in partners; did you mean 'Ports Network'?",
        "caveats/first.csv, row 2, record_id: 'A-8' is not in activities; correct it, or leave it blank",
        "participants/first.csv, row 4, activity_id: the key 'A-1 | participant' is already in participants/first.csv, row 2; "
        "keep one of them",
    ]


def test_one_faulty_file_among_plain_ones_is_told_alone_and_by_its_rows(tmp_path, everything_short):
    package = TinyPackage(tmp_path / "data")
    path = package.write() / "deliveries" / "participants"
    for name, row in (("second", "A-3,participant,5,,,,"), ("third", "A-2,guest,5,,,,"), ("fourth", "A-3,participant,6,,,,")):
        (path / f"{name}.csv").write_bytes(PARTICIPANTS + b"\n" + row.encode() + b"\n")
        write_origin(path / f"{name}.csv")
    assert faults_of(package.folder) == [
        "participants/second.csv, row 2, activity_id: the key 'A-3 | participant' is already in participants/fourth.csv, row 2; "
        'delete it, or write corrects = ["participants/fourth"] in the origin',
        "participants/third.csv, row 2, role: 'guest' is no role; use one of participant",
    ]


def test_a_release_has_the_same_name_and_rows_by_either_way(tmp_path, monkeypatch):
    import duckdb

    found = []
    for least in (10**9, 0):
        monkeypatch.setattr(take_plain, "__defaults__", (least,))
        data = TinyPackage(tmp_path / f"data-{least}").write()
        write_origin(data / "deliveries" / "participants" / "first.csv", confidentiality='"restricted"')
        release = build(data).release
        with duckdb.connect() as engine:
            for file in ("warehouse", "published"):
                engine.execute("attach $path as held (read_only)", {"path": str(data / "warehouse" / release / f"{file}.duckdb")})
                found.append([
                    engine.execute("select * from query_table($table) order by all", {"table": f"held.delivered.{name}"}).fetchall()
                    for name in (*DATASETS, "programme", "deliveries")
                ])
                engine.execute("detach held")
    assert found[:2] == found[2:]


def test_a_file_that_changes_after_it_was_hashed_is_not_built(tmp_path, monkeypatch):
    data = TinyPackage(tmp_path / "data").write()
    contents = look(data)
    path = data / "deliveries" / "participants" / "first.csv"
    path.write_bytes(path.read_bytes().replace(b"30,12,18", b"31,12,18"))
    monkeypatch.setattr("dashboard.ingest.validate.look", lambda folder: contents)
    monkeypatch.setattr("tiny_package.check", check)
    assert faults_of(data) == [
        "participants/first.csv: the file changed while it was read; run it again when nobody writes to it"
    ]
    assert "participants/first.csv" not in short(contents)


def test_no_category_of_the_tiny_package_is_a_placeholder():
    assert not {key for keys in CATEGORIES.values() for key in keys} & {"null", "nan", "nil"}
