"""Marks of single records: the list of activities with its sorting and paging, and one activity in full."""

from __future__ import annotations

from typing import Any

from dashboard.chart import PAGE_ROWS, Answer
from dashboard.language import Language
from dashboard.snapshots.wording import (
    NUMBERS,
    Cell,
    Row,
    delivered,
    list_cell,
    participants,
    partner,
    priority_served,
    published,
    record_facts,
)
from dashboard.ui import html
from dashboard.ui.links import hidden, icon, link, record_address, sources

RECORD_CARD = "card-activity_record"


def records(answer: Answer, words: Language, page_rows: int = PAGE_ROWS) -> Any:
    """A page of the rows as a table whose headings sort it. Options: `shown`, the columns, each with the word it is
    sorted by (or none) and whether its largest values come first."""
    page, pages, shown = answer.page(page_rows)
    first = (page - 1) * page_rows
    columns = dict(answer.columns())
    title = words(answer.chart.title)
    count = words.count(
        answer.found,
        "{n} activity, {first}–{last} shown",
        "{n} activities, {first}–{last} shown",
        first=words.number(first + 1),
        last=words.number(first + len(shown)),
    )
    table = html.Table(
        [
            html.Caption(f"{title}. {answer.subtitle(words)}. {count}", className="visually-hidden"),
            html.Thead(
                html.Tr(
                    [
                        _heading(
                            words(columns[name].label), sort, largest_first, _kind(columns[name].kind), answer, words
                        )
                        for name, sort, largest_first in answer.chart.options["shown"]
                    ]
                )
            ),
            html.Tbody(
                [
                    html.Tr(
                        [
                            html.Td(_cell(name, row, answer, words), className=_kind(columns[name].kind))
                            for name, _, _ in answer.chart.options["shown"]
                        ],
                        **({"aria-current": "true"} if row["activity_id"] == answer.view.choices.get("record") else {}),
                    )
                    for row in shown
                ]
            ),
        ],
        className="data-table",
    )
    return [
        html.P(count, className="list-count", role="status"),
        html.Div(table, className="table-scroll table-whole", tabIndex=0, role="region",
                 **{"aria-label": words("Table: {title}", title=title)}),
        pager(answer, page, pages, words),
    ]


def _kind(kind: str) -> str:
    return "number" if kind in NUMBERS else "text"


def _heading(label: str, sort: str, largest_first: bool, kind: str, answer: Answer, words: Language) -> html.Th:
    if not sort:
        return html.Th(label, scope="col", className=kind)
    now = answer.view.choices.get("sort") or answer.chart.options["sorted"]
    is_rising, is_falling = now == sort, now == "-" + sort
    following = sort if is_falling or not (is_rising or largest_first) else "-" + sort
    address = answer.view.address(sort="" if following == answer.chart.options["sorted"] else following, page=None)
    return html.Th(
        link([label, hidden(" " + words("sort by this"))], address, f"sort:{sort}"),
        scope="col",
        className=kind,
        **({"aria-sort": "ascending" if is_rising else "descending"} if is_rising or is_falling else {}),
    )


def _cell(name: str, row: Row, answer: Answer, words: Language) -> Any:
    if name == "title":
        return link(
            row["title"],
            record_address(row["activity_id"], answer.view),
            f"record:{row['activity_id']}",
            **{"data-opens": RECORD_CARD},
        )
    if name == "source_url":
        return sources(row[name], words)
    cell = list_cell(name, row, answer, words)
    if cell.state:
        return html.Span(cell.text, className=cell.state)
    return [cell.text, html.Small(cell.detail)] if cell.detail else cell.text


def pager(answer: Answer, page: int, pages: int, words: Language) -> Any:
    """Links to the other pages of a list; nothing if there is only one."""
    if pages < 2:
        return None
    near = sorted({1, pages, *(n for n in range(page - 2, page + 3) if 1 <= n <= pages)})

    def to(n: int, content: Any, key: str, **attributes: Any) -> Any:
        return link(
            content,
            answer.view.address(page=str(n) if n > 1 else None),
            f"list-page:{key}",
            **{"data-opens": f"card-{answer.chart.name}"} | attributes,
        )

    def step(n: int, text: str, key: str) -> Any:
        return to(n, text, key) if 1 <= n <= pages else html.Span(text, **{"aria-disabled": "true"})

    numbers: list[Any] = []
    for before, n in zip([0, *near], near, strict=False):
        if n - before > 1:
            numbers.append(html.Span("…", className="pager-gap"))
        said = [hidden(words("Page") + " "), words.number(n)]
        numbers.append(html.Span(said, **{"aria-current": "page"}) if n == page else to(n, said, str(n)))
    return html.Nav(
        [
            step(page - 1, words("Previous"), "previous"),
            html.Span(numbers, className="pager-numbers"),
            step(page + 1, words("Next"), "next"),
        ],
        className="pager",
        **{"aria-label": words("Pages of the list")},
    )


def record(answer: Answer, words: Language) -> Any:
    """Everything about one activity, in reading order: what, when, where, who came, with whom, for what, from where."""
    row = answer.records()[0]
    short, wide = record_facts(row, answer, words)
    return html.Div(
        [
            html.Div(
                [
                    html.H3(row["title"], className="record-title", tabIndex=-1),
                    link(
                        [icon("remove"), words("Close this record")],
                        answer.view.address(record=None),
                        "record-close",
                        className="record-close",
                        **{"data-opens": "card-activity_list"},
                    ),
                ],
                className="record-head",
            ),
            html.P(row["summary"] or words("No summary is recorded."), className="record-summary"),
            html.Dl(
                [part for label, value in short for part in (html.Dt(label), html.Dd(value))]
                + [part for label, value in wide for part in (html.Dt(label), html.Dd(value, className="wide"))],
                className="facts",
            ),
            html.H4(words("Who took part")),
            _participants(row, answer, words),
            html.H4(words("Partners")),
            _partners(row, answer, words),
            html.H4(words("Priorities")),
            _priorities(row, words),
            *_caveats(row, words),
            html.H4(words("Sources")),
            _sources(row, words),
        ],
        className="record",
    )


def _participants(row: Row, answer: Answer, words: Language) -> Any:
    told = participants(row, answer, words)
    if told is None:
        return html.P(words("How many persons took part is not stated."))
    role, *numbers, note = told.heads
    head = [
        html.Th(role, scope="col"),
        *(html.Th(label, scope="col", className="number") for label in numbers),
        html.Th(note, scope="col"),
    ]
    body = [
        html.Tr([html.Th(role.text, scope="row"), *(_number(cell) for cell in cells), html.Td(note.text)])
        for role, *cells, note in told.rows
    ]
    parts = [
        html.Div(
            html.Table(
                [
                    html.Caption(words("Who took part"), className="visually-hidden"),
                    html.Thead(html.Tr(head)),
                    html.Tbody(body),
                ],
                className="data-table",
            ),
            className="table-scroll",
            tabIndex=0,
            role="region",
            **{"aria-label": words("Who took part")},
        )
    ]
    if told.note:
        parts.append(html.P(told.note, className="card-note"))
    return html.Div(parts)


def _number(cell: Cell) -> html.Td:
    if cell.state == "withheld":
        return html.Td(html.Span(cell.text, className="withheld"), className="number")
    return html.Td(cell.text, className=f"number {cell.state}".strip())


def _partners(row: Row, answer: Answer, words: Language) -> Any:
    if not row["partners"]:
        return html.P(words("No partner is named."))
    told = [partner(one, answer, words) for one in row["partners"]]
    return html.Ul([html.Li([html.Strong(name), behind]) for name, behind in told])


def _priorities(row: Row, words: Language) -> Any:
    if not row["priorities"]:
        return html.P(words("It is linked to no priority."))

    told = [priority_served(one, words) for one in row["priorities"]]
    return html.Ul(
        [html.Li([html.Strong(how), priority, html.Span(reason, className="reason")]) for how, priority, reason in told]
    )


def _caveats(row: Row, words: Language) -> list[Any]:
    if not row["caveats"]:
        return []
    return [
        html.H4(words("Caveats")),
        html.Ul(
            [html.Li(caveat["text"], **{"data-severity": caveat["severity"]}) for caveat in row["caveats"]],
            className="record-caveats",
        ),
    ]


def _sources(row: Row, words: Language) -> Any:
    addresses = (row["source_url"] or "").split(" | ")
    told = published(row, words)
    return html.Ul(
        [
            *(
                html.Li(
                    [
                        *_as_list(sources(address, words)),
                        html.Span(f" {address}", className="source-address"),
                        f" ({told})" if told and len(addresses) == 1 else "",
                    ]
                )
                for address in addresses
            ),
            html.Li(told) if told and len(addresses) > 1 else None,
            html.Li(delivered(row, words)),
        ]
    )


def _as_list(content: Any) -> list[Any]:
    return content if isinstance(content, list) else [content]
