"""Short ways to ask a real release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.chart import Answer, Desk, answer
from dashboard.content import CHARTS
from dashboard.warehouse import Rows, Store

if TYPE_CHECKING:
    import pandas as pd


class Asking:
    """Answers of one package's release: call it for rows, `.answer` for the whole answer."""

    def __init__(self, package: Path):
        self.package = package
        self.desk = Desk(Store(package).current())

    def answer(self, chart: str, query: str = "") -> Answer:
        declared, page = CHARTS[chart]
        view, notices = self.desk.view(page, query)
        assert not notices, [n.text.format(**n.values) for n in notices]
        return answer(declared, page, view, self.desk)

    def __call__(self, chart: str, query: str = "") -> list[dict[str, Any]]:
        return self.answer(chart, query).records()


class AskingBoth(Asking):
    """The real package, with `.meridian` for the invented one."""

    def __init__(self, package: Path, other: Path):
        super().__init__(package)
        self.meridian = Asking(other)


def rows_from(frame: pd.DataFrame) -> Rows:
    """Rows as an answer has them, from those that a test has changed."""
    return Rows(frame.columns, list(frame.itertuples(index=False, name=None)))
