"""Every query of queries/checks passes on a right release and finds what breaks its rule, even if the parser missed it."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from tiny_package import TinyPackage

from dashboard.ingest.build import build

CHECKS = Path(__file__).resolve().parent.parent.parent / "queries" / "checks"

# check -> what somebody does to the release, and the first column of the rows that must be found
BROKEN = {
    "activities_in_period": ("update delivered.activities set ended_on = '2020-02-02' where activity_id = 'A-1'", ["A-1"]),
    "annual_seizures_once": (
        "insert into delivered.annual_seizures by name select 'KEN' as country_code, 2020 as year, "
        "'heroin' as drug, 1 as quantity_kg",
        ["KEN"],
    ),
    "categories_are_defined": ("update delivered.seizure_events set drug = 'tea' where seizure_id = 'S-1'", ["drug"]),
    "countries_are_listed": (
        "update delivered.seizure_events set origin_country_code = 'PER' where seizure_id = 'S-1'",
        ["seizure_events"],
    ),
    "countries_of_activities": ("delete from delivered.countries where country_code = 'GHA'", ["A-1"]),
    "dates_as_precise_as_stated": (
        "update delivered.activities set started_on = '2020-03-09' where activity_id = 'A-2'",
        ["activities"],
    ),
    "framework_holds_together": (
        "delete from delivered.indicators where indicator_id = 'I-2'",
        ["indicator_targets", "indicator_values"],
    ),
    "links_in_their_year": ("update delivered.priorities set year = 2020", ["P-1"]),
    "outputs_in_order": ("update delivered.outputs set year_from = 2021", ["O-1"]),
    "participants_of_activities": ("delete from delivered.activities where activity_id = 'A-2'", ["A-2"]),
    "partners_of_activities": ("delete from delivered.partners", ["A-1"]),
    "rows_have_their_delivery": ("delete from delivered.caveats where caveat_id = 'C-1'", ["caveats/first"]),
    "seizures_in_period": ("update delivered.seizure_events set seized_on = '2021-07-01' where seizure_id = 'S-1'", ["S-1"]),
    "small_groups_are_withheld": (
        "set variable small_group = 5; update delivered.participants set men = 16 where activity_id = 'A-1';"
        "update delivered.deliveries set confidentiality = 'restricted'",
        ["A-1", "A-2"],  # two persons neither women nor men; 40 % of 10 persons
    ),
    "values_of_their_kind": ("update delivered.indicator_values set value = null where indicator_id = 'I-1'", ["I-1"]),
    "women_and_men_within_total": ("update delivered.participants set women = 13 where activity_id = 'A-1'", ["A-1"]),
}


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """The database of a right release."""
    data = TinyPackage(tmp_path_factory.mktemp("checks") / "data").write()
    return data / "warehouse" / build(data, data / "no queries").release / "warehouse.duckdb"


@pytest.mark.parametrize("name", sorted(path.stem for path in CHECKS.glob("*.sql")))
def test_a_check_finds_what_breaks_its_rule_and_nothing_else(release, tmp_path, name):
    sql = (CHECKS / f"{name}.sql").read_text(encoding="utf-8")
    assert sql.startswith("-- ")
    copy = tmp_path / "warehouse.duckdb"
    shutil.copy(release, copy)
    change, found = BROKEN[name]
    with duckdb.connect(str(copy)) as connection:
        assert connection.execute(sql).fetchall() == []
        connection.execute(change)
        assert sorted(row[0] for row in connection.execute(sql).fetchall()) == found
