"""The table behind every chart: real rows, real headings, links where a cell is a filter, a record or a source."""

from __future__ import annotations

from typing import Any

from dashboard.catalogue import NAME_DIMENSION, Column
from dashboard.chart import Answer
from dashboard.figures.theme import target
from dashboard.language import Language
from dashboard.ui import html
from dashboard.ui.fragments import Written, escaped
from dashboard.ui.links import link, record_address, sources

MOST_ROWS = 150
NUMBERS = {"whole", "decimal", "quantity", "share", "year", "measured", "change"}


def data_table(answer: Answer, words: Language, most: int = MOST_ROWS) -> Any:
    """An answer as an HTML table; beyond `most` rows it says how many more the download holds."""
    columns = [(name, c, f'<td class="{_class(name, c)}">') for name, c in answer.columns()]
    rows = answer.records()
    title = words(answer.chart.title)
    table = html.Table(
        [
            html.Caption(f"{title}. {answer.subtitle(words)}", className="visually-hidden"),
            html.Thead(html.Tr([html.Th(words(c.label), scope="col", className=_class(name, c)) for name, c, _ in columns])),
            html.Tbody([
                html.Tr([_td(start, cell(answer, name, c, row, words)) for name, c, start in columns])
                for row in rows[:most]
            ]),
        ],
        className="data-table",
    )
    held = html.Div(table, className="table-scroll", tabIndex=0, role="region",
                    **{"aria-label": words("Table: {title}", title=title)})
    if answer.found <= min(most, len(rows)):
        return held
    more = words("The first {shown} of {all} rows; the download holds them all.",
                 shown=words.number(min(most, len(rows))), all=words.number(answer.found))
    return [held, html.P(more, className="table-more")]


def _td(start: str, content: Any) -> Any:
    """A cell, written at once: a page has thousands of them. What holds a link is written when it is known where that leads."""
    if type(content) is str:
        return Written(f"{start}{escaped(content)}</td>")
    return [Written(start), content, Written("</td>")]


def cell(answer: Answer, name: str, column: Column, row: dict[str, Any], words: Language) -> Any:
    """One cell, as a link where it leads somewhere."""
    value = row[name]
    if column.kind == "url":
        return sources(value, words)
    if column.kind == "hash" and value:
        return html.Code(value, className="hash")
    text = answer.cell(name, row, words)
    of = str(row[column.of[1:]]) if column.of.startswith("@") else column.of
    dimension = of if of != column.of else NAME_DIMENSION.get(name, name)
    is_filter = value is not None and column.kind == "code" and dimension in answer.chart.filters and of == dimension
    if is_filter and str(value) in answer.desk.allowed.get(dimension, ()):
        return link(text, target(answer, dimension, str(value)), f"{answer.chart.name}:{dimension}:{value}")
    if name in ("activity_id", "title") and row.get("activity_id"):
        return link(text, record_address(row["activity_id"], answer.view))
    return text


def _class(name: str, column: Column) -> str:
    if column.kind in NUMBERS:
        return "number"
    return "code" if name.endswith("_id") else "date" if column.kind == "date" else "text"
