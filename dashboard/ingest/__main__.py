"""The command line: `python -m dashboard.ingest check|build [--data DIR]`.

Ends with 0 if all is well, 1 if something is wrong with the data or the build, 2 if the command is.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path

from tqdm import tqdm

from dashboard.ingest.build import STAGES, NotBuilt, build
from dashboard.ingest.faults import Faulty
from dashboard.ingest.validate import check
from dashboard.settings import ROOT


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m dashboard.ingest", description="Check deliveries and build a release.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, purpose in (
        ("check", "report every fault, build nothing"),
        ("build", "check, build a release, make it current"),
    ):
        command = commands.add_parser(name, help=purpose, description=purpose)
        command.add_argument("--data", type=Path, default=ROOT / "data", help="folder that holds programme.toml (data)")
    chosen = parser.parse_args(arguments)
    # openpyxl warns of every drop-down list and unknown extension in a sheet that is read for its cells only.
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    try:
        if chosen.command == "check":
            package = check(chosen.data)
            print(f"no faults: {len(package.deliveries)} deliveries, {package.row_count} rows")
        else:
            _build(chosen.data)
    except Faulty as faulty:
        for fault in faulty.faults:
            print(fault)
        sound = f"{faulty.sound} of {faulty.deliveries} deliveries have none"
        print(f"{len(faulty.faults)} faults; {sound}; nothing was built", file=sys.stderr)
        return 1
    except NotBuilt as reason:
        print(f"nothing was built: {reason}", file=sys.stderr)
        return 1
    return 0


def _build(data: Path) -> None:
    with tqdm(total=len(STAGES), desc="building", delay=1, disable=None) as bar:
        built = build(data, reached=lambda stage: bar.update())
    how = "built" if built.is_new else "was already there"
    print(f"{built.release} {how}: {built.deliveries} deliveries, {built.rows} rows")


if __name__ == "__main__":
    sys.exit(main())
