"""Marks of single records: the list of activities with its sorting and paging, and one activity in full."""

from __future__ import annotations

from math import ceil
from typing import Any

from dash import html

from dashboard.catalogue import SMALL_GROUP, small_group
from dashboard.chart import Answer
from dashboard.language import Language
from dashboard.ui.links import hidden, icon, link, record_address, sources
from dashboard.ui.tables import NUMBERS

PAGE_ROWS = 25
MOST_COUNTRIES = 3
RECORD_CARD = "card-activity_record"
Row = dict[str, Any]


def records(answer: Answer, words: Language) -> Any:
    """A page of the rows as a table whose headings sort it. Options: `shown`, the columns, each with the word it is
    sorted by (or none) and whether its largest values come first."""
    rows = answer.rows
    pages = ceil(len(rows) / PAGE_ROWS)
    page = min(max(int(answer.view.choices.get("page") or 1), 1), pages)
    first = (page - 1) * PAGE_ROWS
    shown: list[Row] = rows.iloc[first : first + PAGE_ROWS].to_dict("records")
    columns = dict(answer.columns())
    title = words(answer.chart.title)
    count = words.count(
        len(rows),
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
    if name == "countries":
        names = [answer.names.short("country", code, words) for code in row[name] or ()]
        if len(names) <= MOST_COUNTRIES + 1:
            return words.list(names)
        return words(
            "{names} and {n} more", names=", ".join(names[:MOST_COUNTRIES]), n=words.number(len(names) - MOST_COUNTRIES)
        )
    if withheld := answer.withheld(name, row, words):
        return html.Span(withheld, className="withheld")
    if name == "women_share":
        if row[name] is None:
            return html.Span(words("not stated"), className="not-stated")
        share = words(
            "{women} of {all}", women=words.number(row["women"]), all=words.number(row["persons_women_reported"])
        )
        return [words.percent(row[name]), html.Small(share)]
    if row[name] is None:
        return html.Span(words("not stated"), className="not-stated")
    if name in ("pillar", "activity_type"):
        return answer.names.short({"activity_type": "type"}.get(name, name), row[name], words)
    return answer.cell(name, row, words)


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
    not_stated = words("not stated")
    names = answer.names
    facts: list[tuple[str, Any]] = [
        (words("Record"), row["activity_id"]),
        (words("Date"), _dates(row, words)),
        (words("Venue"), _venue(row, answer, words)),
        (words("Type"), names.label("type", row["activity_type"], words)),
        (words("Pillar"), names.label("pillar", row["pillar"], words)),
        (words("Held"), names.label("modality", row["modality"], words)),
        (words("Audience"), row["audience"] or not_stated),
        (words("Paid by, as reported"), row["funder_as_reported"] or not_stated),
    ]
    wide = ((words("Countries"), _countries(row, answer, words)), (words("Note"), row["note"]))
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
                [part for label, value in facts for part in (html.Dt(label), html.Dd(value))]
                + [
                    part
                    for label, value in wide
                    if value
                    for part in (html.Dt(label), html.Dd(value, className="wide"))
                ],
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


def _dates(row: Row, words: Language) -> str:
    precision = row["date_precision"]
    start = words.date(row["started_on"], precision)
    end = words.date(row["ended_on"], precision) if row["ended_on"] else start
    said = start if end == start else words("{start} to {end}", start=start, end=end)
    if precision == "day":
        return said
    return (
        said + " " + (words("(the day is not stated)") if precision == "month" else words("(only the year is stated)"))
    )


def _venue(row: Row, answer: Answer, words: Language) -> str:
    country = answer.names.short("country", row["venue_country_code"], words) if row["venue_country_code"] else None
    return ", ".join(part for part in (row["venue_city"], country) if part) or words("not stated")


def _countries(row: Row, answer: Answer, words: Language) -> str:
    names = [answer.names.short("country", code, words) for code in row["countries"] or ()]
    if row["countries"] == ["not_listed"]:
        return names[0]
    return words("{n}: {names}", n=words.number(len(names)), names=words.list(names))


def _participants(row: Row, answer: Answer, words: Language) -> Any:
    groups = row["participants"]
    if not groups:
        return html.P(words("How many persons took part is not stated."))
    columns = (("persons", words("Persons")), ("women", words("Women")), ("men", words("Men")))
    reported = any(group["women_pct_as_reported"] is not None for group in groups)
    head = [
        html.Th(words("Role"), scope="col"),
        *(html.Th(label, scope="col", className="number") for _, label in columns),
        html.Th(words("Sex not stated"), scope="col", className="number"),
    ]
    if reported:
        head.append(html.Th(words("Women, as reported"), scope="col", className="number"))
    head.append(html.Th(words("Note"), scope="col"))
    body = []
    for group in groups:
        unknown = None if group["persons"] is None else group["persons"] - (group["women"] or 0) - (group["men"] or 0)
        cells: list[Any] = [html.Th(answer.names.short("role", group["role"], words), scope="row")]
        counts = {key: group[key] for key, _ in columns} | {"sex_not_stated": unknown}
        for key, value in counts.items():
            kind = group["total_withheld"] if key == "persons" else group["sex_withheld"]
            if kind:
                told = small_group(kind, answer.desk.warehouse.release.threshold, words)
                cells.append(html.Td(html.Span(told, className="withheld"), className="number"))
            else:
                cells.append(html.Td(words.number(value), className="number" if value is not None else "number not-stated"))
        if reported:
            share = group["women_pct_as_reported"]
            told = words(SMALL_GROUP) if group["sex_withheld"] else ""
            if share is not None:
                told = words("{n} %, as reported", n=words.quantity(share))
            cells.append(html.Td(told, className="number"))
        cells.append(html.Td(group["note"] or ""))
        body.append(html.Tr(cells))
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
    if reported:
        parts.append(
            html.P(
                words("A percentage stands as reported; it is never turned into a number of persons."),
                className="card-note",
            )
        )
    return html.Div(parts)


def _partners(row: Row, answer: Answer, words: Language) -> Any:
    if not row["partners"]:
        return html.P(words("No partner is named."))
    return html.Ul(
        [
            html.Li(
                [
                    html.Strong(partner["partner"]),
                    "" if partner["full_name"] == partner["partner"] else f": {partner['full_name']}",
                    f" ({answer.names.label('partner_kind', partner['kind'], words)})",
                ]
            )
            for partner in row["partners"]
        ]
    )


def _priorities(row: Row, words: Language) -> Any:
    if not row["priorities"]:
        return html.P(words("It is linked to no priority."))

    def said(told: Row) -> str:
        if told["relation"] == "prepared_by":
            return words("Groundwork for {id} ({year})", id=told["priority_id"], year=str(told["year"]))
        return words("Serves {id} ({year})", id=told["priority_id"], year=str(told["year"]))

    return html.Ul(
        [
            html.Li(
                [
                    html.Strong(said(told)),
                    f": {told['priority']}. ",
                    html.Span(
                        words(
                            "Reason: {reason} (link: {who})",
                            reason=told["reason"],
                            who=told["linked_by"] or words("not stated"),
                        ),
                        className="reason",
                    ),
                ]
            )
            for told in row["priorities"]
        ]
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
    published = (
        words("published {date}", date=words.date(row["source_published_on"])) if row["source_published_on"] else ""
    )
    delivery = words(
        "Row {row} of the delivery {delivery}: {title} ({producer}), read {date}",
        row=words.number(row["row_number"]),
        delivery=row["delivery_id"],
        title=row["delivery_title"],
        producer=row["producer"],
        date=words.date(row["date_read"]),
    )
    return html.Ul(
        [
            *(
                html.Li(
                    [
                        *_as_list(sources(address, words)),
                        html.Span(f" {address}", className="source-address"),
                        f" ({published})" if published and len(addresses) == 1 else "",
                    ]
                )
                for address in addresses
            ),
            html.Li(published) if published and len(addresses) > 1 else None,
            html.Li(delivery),
        ]
    )


def _as_list(content: Any) -> list[Any]:
    return content if isinstance(content, list) else [content]
