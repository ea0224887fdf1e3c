"""The command line: `python -m dashboard.ingest check|build|releases|serve`.

Ends with 0 if all is well, 1 if something is wrong with the data, the build or a release, 2 if the command is.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import warnings
from pathlib import Path

from tqdm import tqdm

from dashboard.ingest.build import STAGES, NotBuilt, build, serve
from dashboard.ingest.disclosure import THRESHOLD, THRESHOLDS
from dashboard.ingest.faults import Faulty
from dashboard.ingest.validate import check
from dashboard.settings import ROOT
from dashboard.warehouse import CURRENT, list_releases, refused_releases


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m dashboard.ingest", description="Check deliveries, build releases and choose the one to serve."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    of_command = {}
    for name, purpose in (
        ("check", "report every fault, build nothing"),
        ("build", "check, build a release, make it current"),
        ("releases", "list the releases that are kept"),
        ("serve", "make a release that is kept the one to serve"),
    ):
        of_command[name] = command = commands.add_parser(name, help=purpose, description=purpose)
        command.add_argument("--data", type=Path, default=ROOT / "data", help="folder that holds programme.toml (data)")
    of_command["build"].add_argument(
        "--small-group", metavar="N", help="persons below which head counts are withheld from outsiders (SMALL_GROUP, else 5)"
    )
    of_command["build"].add_argument(
        "--keep-served", action="store_true", help="serve the release only if it is new; one that is kept stays as it is"
    )
    of_command["serve"].add_argument("release", help="its name, as `releases` lists it")
    chosen = parser.parse_args(arguments)
    # openpyxl warns of every drop-down list and unknown extension in a sheet that is read for its cells only.
    warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
    try:
        if chosen.command == "check":
            package = check(chosen.data)
            print(f"no faults: {len(package.deliveries)} deliveries, {package.row_count} rows")
        elif chosen.command == "build":
            _build(chosen.data, _threshold(of_command["build"], chosen.small_group), chosen.keep_served)
        elif chosen.command == "releases":
            _list(chosen.data / "warehouse")
        else:
            serve(chosen.data, chosen.release)
            print(f"{chosen.release} is served now")
    except Faulty as faulty:
        for fault in faulty.faults:
            print(fault)
        sound = f"{faulty.sound} of {faulty.deliveries} deliveries have none"
        print(f"{len(faulty.faults)} faults; {sound}; nothing was built", file=sys.stderr)
        return 1
    except NotBuilt as reason:
        print(f"nothing was {'switched' if chosen.command == 'serve' else 'built'}: {reason}", file=sys.stderr)
        return 1
    return 0


def _threshold(command: argparse.ArgumentParser, option: str | None) -> int:
    """The threshold of the option, else of the environment. Ends the command with a message if it is none."""
    name, text = ("--small-group", option) if option is not None else ("SMALL_GROUP", os.environ.get("SMALL_GROUP"))
    if not text:
        return THRESHOLD
    if not text.isascii() or not text.isdigit() or len(text) > 3 or int(text) not in THRESHOLDS:
        command.error(f"{name}: {text!r} is no whole number from {THRESHOLDS[0]} to {THRESHOLDS[-1]}; try {THRESHOLD}")
    return int(text)


def _build(data: Path, small_group: int, keep_served: bool) -> None:
    gc.disable()  # rows by the hundred thousand hold no circles, and would be looked through again and again
    try:
        with tqdm(total=len(STAGES), desc="building", delay=1, disable=None) as bar:
            built = build(data, reached=lambda stage: bar.update(), small_group=small_group, keep_served=keep_served)
    finally:
        gc.enable()
    how = "built" if built.is_new else "was already there"
    other = "" if built.served == built.release else f"; {built.served} is still served"
    print(f"{built.release} {how}: {built.deliveries} deliveries, {built.rows} rows{other}")


def _list(store: Path) -> None:
    current = store / CURRENT
    served = current.read_text(encoding="utf-8").strip() if current.is_file() else ""
    releases = list_releases(store)
    for release in releases:
        built = f"built {release.built_at:%Y-%m-%d %H:%M}, cut-off {release.cut_off}"
        print(f"{release.name}  {built}, {'served' if release.name == served else 'kept'}")
    refused = refused_releases(store)
    for name, reason in refused:
        print(f"{name}  {'served but ' if name == served else ''}damaged: {reason}")
    if not releases and not refused:
        print(f"no release in {store}; build one")


if __name__ == "__main__":
    sys.exit(main())
