"""What changed between two releases, worked out by hand from the deliveries of later.py."""

from __future__ import annotations


def test_two_releases_are_kept_and_the_second_is_served(two_releases):
    assert two_releases.first != two_releases.second
