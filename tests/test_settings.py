"""What the operator chose: defaults that serve this machine only, and faults named with their remedy."""

from __future__ import annotations

import re
import secrets
from dataclasses import fields
from pathlib import Path

import pytest

from dashboard.settings import HELP, ROOT, Settings, SettingsError

KEY = "Jq0_vS7nWm2-xY4tRz8LbKd5HcPfGgNa3EuTiQoB"
OTHERS = {
    "HOST": "0.0.0.0", "PUBLIC_ADDRESS": "https://results.example", "SECRET_KEY": KEY, "SIGN_IN": "oidc", "VIEWER_GROUPS": "staff",
    "OIDC_ISSUER": "https://login.example/realms/staff", "OIDC_CLIENT_ID": "results", "OIDC_CLIENT_SECRET": "s3cr3t",
}
"""The least that serves to others with OpenID Connect."""


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in OTHERS.items() if name not in names}


def test_without_any_setting_the_real_data_are_served_to_this_machine_only():
    assert Settings.from_environment({}) == Settings("127.0.0.1", 8050, ROOT / "data", 8, ())
    assert Settings.from_environment({}).is_loopback


def test_an_empty_setting_is_as_good_as_none():
    assert Settings.from_environment(dict.fromkeys(HELP, "")) == Settings()


def test_every_setting_is_read_from_the_environment(meridian: Path):
    given = OTHERS | {
        "PORT": "9000", "DATA": str(meridian), "THREADS": "2", "ALLOWED_HOSTS": "a.example, b.example",
        "STATE": "postgresql://dash:pw@db/links", "EDITOR_GROUPS": "country desk, reporting", "STEWARD_GROUPS": "data",
        "OIDC_GROUPS_CLAIM": "roles", "PROXY_ADDRESSES": "10.0.0.5, ::1", "PROXY_USER_HEADER": "X-User",
        "PROXY_GROUPS_HEADER": "X-Groups", "LINK_DAYS": "30", "LINK_MOST_DAYS": "60", "LINK_NEVER": "yes", "SMALL_GROUP": "10",
    }
    assert Settings.from_environment(given) == Settings(
        host="0.0.0.0", port=9000, data=meridian, threads=2, allowed_hosts=("a.example", "b.example", "results.example"),
        public_address="https://results.example", secret_key=KEY, state="postgresql://dash:pw@db/links", sign_in="oidc",
        viewer_groups=("staff",), editor_groups=("country desk", "reporting"), steward_groups=("data",),
        oidc_issuer="https://login.example/realms/staff", oidc_client_id="results", oidc_client_secret="s3cr3t",
        oidc_groups_claim="roles", proxy_addresses=("10.0.0.5", "::1"), proxy_user_header="X-User",
        proxy_groups_header="X-Groups", link_days=30, link_most_days=60, link_never=True, small_group=10,
    )


def test_no_secret_is_shown_with_the_settings():
    shown = repr(Settings.from_environment(OTHERS | {"STATE": "postgresql://dash:pw-of-db@db/links"}))
    assert "results.example" in shown
    assert [secret for secret in (KEY, "s3cr3t", "pw-of-db") if secret in shown] == []


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
    assert Settings.from_environment(OTHERS | {"HOST": host}).is_loopback is is_loopback


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "results.example"])
def test_others_are_served_only_with_a_sign_in_a_secret_and_an_address(host):
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment({"HOST": host})
    said = str(refused.value)
    assert said.startswith(f"Others can reach this dashboard (HOST={host})")
    told = [line.split(":")[0].strip() for line in said.splitlines()[1:]]
    assert told == ["SIGN_IN", "VIEWER_GROUPS, EDITOR_GROUPS, STEWARD_GROUPS", "SECRET_KEY", "PUBLIC_ADDRESS"]
    assert 'python -c "import secrets; print(secrets.token_urlsafe(48))"' in said


@pytest.mark.parametrize("missing", ["PUBLIC_ADDRESS", "SECRET_KEY", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"])
def test_what_is_missing_is_named_and_nothing_else(missing):
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment(without(missing))
    assert [line.split(":")[0].strip() for line in str(refused.value).splitlines()[1:]] == [missing]


def test_a_sign_in_that_nobody_could_pass_is_refused():
    with pytest.raises(SettingsError, match="nobody could come in"):
        Settings.from_environment(without("VIEWER_GROUPS"))


def test_behind_a_proxy_its_addresses_are_needed():
    given = {"HOST": "0.0.0.0", "SECRET_KEY": KEY, "SIGN_IN": "proxy", "VIEWER_GROUPS": "*"}
    with pytest.raises(SettingsError, match=r"PROXY_ADDRESSES: set it to"):
        Settings.from_environment(given)
    assert Settings.from_environment(given | {"PROXY_ADDRESSES": "10.0.0.5"}).proxy_addresses == ("10.0.0.5",)


@pytest.mark.parametrize("name", ["ALLOWED_HOSTS", "PUBLIC_ADDRESS"])
def test_a_name_that_others_use_means_others_even_when_a_proxy_brings_them_here(name):
    with pytest.raises(SettingsError, match=r"Others can reach this dashboard \(ALLOWED_HOSTS or PUBLIC_ADDRESS\)"):
        Settings.from_environment({name: {"ALLOWED_HOSTS": "a.example", "PUBLIC_ADDRESS": "https://a.example"}[name]})
    assert Settings.from_environment({"ALLOWED_HOSTS": "localhost", "PUBLIC_ADDRESS": "http://localhost:8050"}).sign_in == ""


def test_a_sign_in_half_set_up_leaves_nobody_steward_by_accident():
    with pytest.raises(SettingsError, match=r"OIDC_ISSUER, VIEWER_GROUPS: without SIGN_IN .* set SIGN_IN=oidc or leave this out"):
        Settings.from_environment({"OIDC_ISSUER": "https://login.example", "VIEWER_GROUPS": "*"})


@pytest.mark.parametrize(("key", "fault"), [
    ("short", "has 5 characters, and at least 32"), (KEY[:31], "has 31 characters, and at least 32"),
    ("a" * 64, "repeats itself"), ("0123456789ab" * 4, "repeats itself"), ("abcabcab" * 4 + "ab", "repeats itself"),
    ("192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf", "is a sample"),
    ("Change-Me-0123456789-abcdefghijklmnop", "is a sample"), ("please put your own secret key here, operator", "is a sample"),
    ('python -c "import secrets; print(secrets.token_urlsafe(48))"', "is a sample"),
])
def test_a_secret_that_can_be_guessed_is_refused_and_not_repeated(key, fault):
    with pytest.raises(SettingsError, match=rf"^SECRET_KEY: {fault}.*token_urlsafe\(48\)") as refused:
        Settings.from_environment({"SECRET_KEY": key})
    assert key == 'python -c "import secrets; print(secrets.token_urlsafe(48))"' or key not in str(refused.value)


def test_a_secret_made_by_the_command_that_is_told_is_taken():
    assert all(Settings.from_environment({"SECRET_KEY": key}).secret_key == key
               for key in (secrets.token_urlsafe(48), secrets.token_hex(32), secrets.token_hex(16)))


@pytest.mark.parametrize(("given", "kept"), [
    ("https://results.example", "https://results.example"), ("https://Results.Example/", "https://results.example"),
    ("https://results.example:443", "https://results.example"), ("https://results.example:8443", "https://results.example:8443"),
])
def test_a_public_address_is_kept_in_one_form_and_its_host_is_allowed(given, kept):
    settings = Settings.from_environment(OTHERS | {"PUBLIC_ADDRESS": given})
    assert (settings.public_address, settings.address, settings.allowed_hosts) == (kept, kept, ("results.example",))


def test_without_a_public_address_the_dashboard_is_found_on_this_machine():
    assert Settings.from_environment({"PORT": "9000"}).address == "http://localhost:9000"


@pytest.mark.parametrize(("name", "address", "fault"), [
    ("PUBLIC_ADDRESS", "results.example", "is no address"), ("PUBLIC_ADDRESS", "ftp://results.example", "is no address"),
    ("PUBLIC_ADDRESS", "https://", "is no address"), ("PUBLIC_ADDRESS", "https://a b.example", "is no address"),
    ("PUBLIC_ADDRESS", "https://a.example:port", "is no address"),
    ("PUBLIC_ADDRESS", "http://results.example", "travels unencrypted"),
    ("PUBLIC_ADDRESS", "https://results.example/dash", "goes on after the host"),
    ("PUBLIC_ADDRESS", "https://me:pw@results.example", "with a user name"),
    ("PUBLIC_ADDRESS", "https://results.example?x=1", "with a user name, '\\?' or '#'"),
    ("OIDC_ISSUER", "http://login.example", "travels unencrypted"), ("OIDC_ISSUER", "login.example", "is no address"),
    ("OIDC_ISSUER", "https://login.example/realms#x", "with a user name, '\\?' or '#'"),
])
def test_an_address_that_cannot_be_used_is_refused_with_one_that_can(name, address, fault):
    with pytest.raises(SettingsError, match=rf"^{name}: .*{fault}.*; try https://"):
        Settings.from_environment(OTHERS | {name: address})


@pytest.mark.parametrize(("name", "value", "message"), [
    ("SIGN_IN", "OIDC", "SIGN_IN: 'OIDC' is none of the choices; try oidc or proxy"),
    ("LINK_NEVER", "maybe", "LINK_NEVER: 'maybe' is none of the choices; try no or yes"),
    ("LINK_DAYS", "400", "LINK_DAYS: 400 is more than LINK_MOST_DAYS allows; try LINK_DAYS=365 or LINK_MOST_DAYS=400"),
    ("LINK_DAYS", "0", "LINK_DAYS: '0' is no whole number from 1 to 3650; try 90"),
    ("SMALL_GROUP", "1", "SMALL_GROUP: '1' is no whole number from 2 to 100; try 5"),
    ("STEWARD_GROUPS", "*", "STEWARD_GROUPS: '\\*' would give this role to everybody"),
    ("EDITOR_GROUPS", "desk,*", "EDITOR_GROUPS: '\\*' would give this role to everybody"),
    ("PROXY_ADDRESSES", "10.0.0.0/8", "PROXY_ADDRESSES: '10.0.0.0/8' is no single IP address"),
    ("PROXY_ADDRESSES", "proxy.example", "PROXY_ADDRESSES: 'proxy.example' is no single IP address"),
    ("PROXY_ADDRESSES", "0.0.0.0", "PROXY_ADDRESSES: '0.0.0.0' is no address of one machine"),
    ("PROXY_USER_HEADER", "X User:", "PROXY_USER_HEADER: 'X User:' is no name of a header; try X-Forwarded-User"),
    ("PROXY_USER_HEADER", "x-forwarded-groups", "PROXY_GROUPS_HEADER: the same as PROXY_USER_HEADER"),
    ("STATE", "mysql://dash:hidden@db/links", "STATE: this is no address of a SQLite or PostgreSQL database"),
])
def test_a_choice_that_cannot_be_used_is_named_with_what_would_be_right(name, value, message):
    with pytest.raises(SettingsError, match=f"^{message}") as refused:
        Settings.from_environment(OTHERS | {name: value})
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize("address", ["sqlite:////var/links.sqlite", "postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://h/d"])
def test_a_database_of_links_is_sqlite_or_postgresql(address):
    assert Settings.from_environment({"STATE": address}).state == address


@pytest.mark.parametrize(("groups", "role"), [
    (("staff",), "viewer"), (("desk",), "editor"), (("data",), "steward"), (("data", "staff", "desk"), "steward"),
    (("desk", "staff"), "editor"), (("Staff",), None), (("staff ",), None), (("other",), None), ((), None), (("*",), None),
])
def test_the_highest_role_of_a_persons_groups_counts_and_none_is_none(groups, role):
    settings = Settings(viewer_groups=("staff",), editor_groups=("desk",), steward_groups=("data",))
    assert settings.role(groups) == role


@pytest.mark.parametrize(("groups", "role"), [((), "viewer"), (("other",), "viewer"), (("desk",), "editor")])
def test_a_star_lets_everybody_who_can_sign_in_see(groups, role):
    assert Settings(viewer_groups=("*",), editor_groups=("desk",)).role(groups) == role


def test_every_setting_has_a_line_of_help_and_stands_in_the_readme():
    assert {name.lower() for name in HELP} == {field.name for field in fields(Settings)}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name, said in HELP.items() if f"| `{name}` | {said} |" not in readme] == []
