"""What the operator chose: defaults that serve this machine only, and faults named with their remedy."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from dashboard.settings import HELP, ROOT, Settings, SettingsError


def test_without_any_setting_the_real_data_are_served_to_this_machine_only():
    assert Settings.from_environment({}) == Settings("127.0.0.1", 8050, ROOT / "data", 8, ())
    assert Settings.from_environment({}).is_loopback


def test_an_empty_setting_is_as_good_as_none():
    assert Settings.from_environment({"HOST": "", "PORT": "", "DATA": "", "THREADS": "", "ALLOWED_HOSTS": ""}) == Settings()


def test_every_setting_is_read_from_the_environment(meridian: Path):
    given = {"HOST": "0.0.0.0", "PORT": "9000", "DATA": str(meridian), "THREADS": "2", "ALLOWED_HOSTS": "a.example, b.example"}
    assert Settings.from_environment(given) == Settings("0.0.0.0", 9000, meridian, 2, ("a.example", "b.example"))


def test_a_relative_folder_is_meant_from_where_the_command_is_given(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert Settings.from_environment({"DATA": "examples/meridian"}).data == ROOT / "examples" / "meridian"


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80.5", "eighty", "٨٠", "1e3", " 80", "8050;"])
def test_a_port_that_is_none_is_named_with_one_that_is(port):
    with pytest.raises(SettingsError, match=f"PORT: {re.escape(repr(port))} is no whole number from 1 to 65535; try 8050"):
        Settings.from_environment({"PORT": port})


@pytest.mark.parametrize("threads", ["0", "65", "many"])
def test_a_number_of_threads_out_of_range_is_refused(threads):
    with pytest.raises(SettingsError, match=r"THREADS: .* from 1 to 64; try 8"):
        Settings.from_environment({"THREADS": threads})


def test_a_folder_without_a_programme_is_refused_with_two_that_have_one(tmp_path):
    with pytest.raises(SettingsError, match=r"DATA: .* holds no programme\.toml; name a folder such as data or examples/meridian"):
        Settings.from_environment({"DATA": str(tmp_path)})


@pytest.mark.parametrize(("host", "is_loopback"), [
    ("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("::", False), ("192.0.2.7", False),
])
def test_only_loopback_addresses_are_for_this_machine_only(host, is_loopback):
    assert Settings.from_environment({"HOST": host}).is_loopback is is_loopback


def test_every_setting_has_a_line_of_help_and_stands_in_the_readme():
    assert {name.lower() for name in HELP} == {field.name for field in fields(Settings)}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in HELP if name not in readme] == []
