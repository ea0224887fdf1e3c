"""Answers on their way out of the dashboard: the words that go with every one of them, and the pictures made of them."""

from dashboard.snapshots.drawing import Drawing, emblem_file
from dashboard.snapshots.picture import PLACE, SIZES, Picture, Size, picture, section_picture
from dashboard.snapshots.sheets import SHEETS
from dashboard.snapshots.told import Empty, Slide, Snapshot, snapshot, why_empty

__all__ = [
    "PLACE", "SHEETS", "SIZES", "Drawing", "Empty", "Picture", "Size", "Slide", "Snapshot", "emblem_file", "picture",
    "section_picture", "snapshot", "why_empty",
]
