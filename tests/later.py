"""What arrives after the first release of the real package: one head count corrected and one activity more."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

CORRECTED = "CJ-2020-014"
NEW = "CJ-2020-020"
READ_ON = "2026-11-02"

# dataset -> (delivery that it corrects, headings and rows)
ROWS: dict[str, tuple[str, list[list[str]]]] = {
    "activities": ("", [
        ["activity_id", "title", "summary", "pillar", "activity_type", "modality", "started_on", "ended_on", "date_precision",
         "venue_city", "venue_country_code", "audience", "funder_as_reported", "source_url", "source_published_on", "note"],
        [NEW, "Online workshop of analysts on cocaine routes, Peru", "Invented for a test.", "research", "workshop", "online",
         "2020-11-10", "2020-11-10", "day", "", "", "analysts", "", "https://example.org/workshop", "", ""],
    ]),
    "activity_countries": ("", [["activity_id", "country_code"], [NEW, "PER"]]),
    # The training of 46 persons had 17 women, not 14; 24 persons came to the workshop.
    "participants": ("participants/public-record", [
        ["activity_id", "role", "persons_total", "women", "men", "women_pct_as_reported", "note"],
        [CORRECTED, "participant", "46", "17", "", "", "Corrected: three women more, from the signed list."],
        [NEW, "participant", "24", "9", "15", "", ""],
    ]),
}


def deliver_later(package: Path) -> None:
    """Add the later deliveries to a copy of the real package, each with its origin."""
    for dataset, (corrected, rows) in ROWS.items():
        file = package / "deliveries" / dataset / "late-2020.csv"
        with file.open("w", encoding="utf-8", newline="") as held:
            csv.writer(held, lineterminator="\n").writerows(rows)
        lines = [
            'producer = "Invented for a test"',
            f'title = "Late report of 2020: {dataset}"',
            'address = "https://example.org/late-2020"',
            f"date_read = {READ_ON}",
            'licence = "CC0"',
            'confidentiality = "public"',
            f'sha256 = "{hashlib.sha256(file.read_bytes()).hexdigest()}"',
            'note = "Corrects one head count and adds one activity."',
        ]
        if corrected:
            lines.append(f'corrects = ["{corrected}"]')
        file.with_name("late-2020.origin.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
