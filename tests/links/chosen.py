"""What tests of the register share."""

from datetime import UTC, datetime

KEY = "a key of the tests, long enough to be one"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
