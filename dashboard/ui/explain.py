"""The panel that explains a number: definition, filters, records, sources, caveats, and the SQL with its parameters."""

from __future__ import annotations

from typing import Any

from dashboard.chart import Answer, Page, explain
from dashboard.language import Language
from dashboard.ui import html
from dashboard.ui.links import export_address, link, record_address, sources

RECORDS_SHOWN = 25


def panel(given: Answer, page: Page, words: Language) -> list[Any]:
    """Everything that a reader needs to check an answer, in reading order."""
    told = explain(given, page, words)
    chart = given.chart
    release = given.desk.warehouse.release
    parts: list[Any] = [html.H2(words(chart.title)), html.P(given.subtitle(words), className="card-subtitle")]
    if finding := given.finding(words):
        parts.append(html.P(finding, className="finding"))
    if told.measures:
        parts.append(html.H3(words("What is counted")))
    for measure in told.measures:
        parts.append(html.Dl([
            html.Dt(words(measure.label)), html.Dd(words(measure.definition)),
            html.Dt(words("Formula")), html.Dd(words(measure.formula)),
            html.Dt(words("Adding up")), html.Dd(words(measure.adds_up)),
        ]))
    if note := given.note(words):
        parts.append(html.P(note))
    parts += [
        html.H3(words("Filters in force")), html.P(told.filters or words("None: it shows all there is.")),
        html.P(given.filters_left_out(words)),
        html.H3(words("Release")),
        html.P(words("{name}, built {date}, data to {cut_off}", name=release.name, date=words.date(release.built_at.date()),
                     cut_off=words.date(release.cut_off))),
    ]
    if told.record_count:
        parts.append(html.H3(words.count(told.record_count, "{n} record behind it", "{n} records behind it")))
        parts.append(html.Ul([_record(row, given, words) for row in told.records[:RECORDS_SHOWN]], className="records"))
        if told.record_count > RECORDS_SHOWN:
            parts.append(html.P(words("The first {n} are listed; the download of the page's records holds all.",
                                      n=words.number(RECORDS_SHOWN))))
    parts.append(html.H3(words("Where it comes from")))
    parts.append(html.Ul([
        html.Li([
            html.Strong(origin.title), f" — {origin.producer}, ", words("read {date}", date=words.date(origin.date_read)),
            ". ", *_as_list(sources(origin.address, words)), ". ", words("Terms: {terms}", terms=origin.licence),
            html.Code(f" sha256 {origin.sha256[:16]}…") if origin.sha256 else None,
        ])
        for origin in given.origins
    ]))
    if given.caveats:
        parts.append(html.H3(words("Caveats")))
        parts.append(html.Ul([
            html.Li((f"{c.touches}: " if c.touches else "") + c.text, **{"data-severity": c.severity}) for c in given.caveats
        ]))
    if told.query:
        parts += [
            html.H3(words("The query")),
            html.P(words("Run it against the release with these parameters to get the same rows.")),
            html.Pre(html.Code(told.parameters), className="sql", tabIndex=0),
            html.Pre(html.Code(told.query), className="sql", tabIndex=0),
        ]
    if given.desk.reader.may("data"):
        parts.append(html.P([
            html.A(words("Download CSV"), href=export_address(given, "csv"), download=""), " · ",
            html.A(words("Download Excel (XLSX)"), href=export_address(given, "xlsx"), download=""),
        ]))
    return parts


def _record(row: Any, given: Answer, words: Language) -> html.Li:
    day = words.short_date(row["day"], row["date_precision"]) if row.get("day") else ""
    title: Any = row["title"]
    if row["record_id"] and row.get("is_activity"):
        title = link(title, record_address(row["record_id"], given.view))
    return html.Li([html.Span(f"{row['record_id']} "), title, f" ({day}) " if day else " ",
                    *_as_list(sources(row["source_url"], words))])


def _as_list(content: Any) -> list[Any]:
    return content if isinstance(content, list) else [content]
