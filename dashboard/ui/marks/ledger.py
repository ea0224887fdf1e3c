"""Marks of the data page: the releases with what changed from one to the next, and the deliveries with their origins."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from dashboard.changes import Moved, moved_between
from dashboard.chart import Answer, QueryFailed
from dashboard.content import CHARTS
from dashboard.exports import EVERYTHING
from dashboard.language import Language
from dashboard.snapshots.wording import Row, dataset_changed, delivery_told, release_told, rows_changed, since_named
from dashboard.ui import html
from dashboard.ui.links import hidden, icon, may_download, sources

MOST_COMPARED = 5
"""Releases, the newest first, whose figures are held against those of the release before."""
MOST_MOVED = 40


def releases(answer: Answer, words: Language) -> Any:
    """A link that downloads the present release, and one article a release: what it is and what changed from the one before
    it. Whoever may publish can serve another one."""
    rows = answer.records()
    return [
        _download(words) if may_download(EVERYTHING, answer.desk) else None,
        html.Div([_release(row, place, answer, words) for place, row in enumerate(rows)], className="kept-list"),
    ]


def _download(words: Language) -> html.P:
    return html.P(
        [
            html.A([icon("download"), words("Download everything (ZIP)")], href=f"/export/{EVERYTHING}", className="button",
                   download=""),
            html.Span(
                words("All tables of this release as CSV, with a read-me of definitions, origins, caveats, terms and checksums."),
                className="card-note",
            ),
        ],
        className="download-all",
    )


def _release(row: Row, place: int, answer: Answer, words: Language) -> html.Article:
    is_served, is_whole = row.get("is_served", False), row.get("is_whole", True)
    states = [
        html.Span(words("Served now"), className="status", **{"data-status": "met"}) if is_served else None,
        html.Span(words("Refused"), className="status", **{"data-status": "regressed"}) if not is_whole else None,
    ]
    told = release_told(row, words)
    return html.Article(
        [
            html.H3([html.Span(row["release"], className="kept-name"), *states]),
            html.P(told, className="kept-told") if told else None,
            html.P(words("Not served: {reason}.", reason=row["reason"]), className="kept-reason") if row.get("reason") else None,
            _changes(row, place, answer, words) if is_whole and "since" in row else None,
            html.P([words("Checksum of the warehouse (SHA-256)"), " ", html.Code(row["warehouse_sha256"], className="kept-sum")],
                   className="kept-checksum") if row["warehouse_sha256"] else None,
            html.Form(
                html.Button(words("Serve this release"), type="submit", className="button", **{
                    "data-quiet": "", "aria-label": words("Serve this release: {name}", name=row["release"]),
                }),
                method="post", action=f"/releases/{row['release']}/serve", className="kept-serve",
            ) if is_whole and not is_served and "is_served" in row and answer.desk.reader.may_publish else None,
        ],
        className="kept",
        **({"data-served": ""} if is_served else {}),
    )


def _changes(row: Row, place: int, answer: Answer, words: Language) -> Any:
    """What a release changed, folded under a line that counts it."""
    if row["since"] is None:
        return html.P(words("The first release here: there is none before it to compare it with."), className="kept-told")
    named = since_named(row, answer.records(), words)
    found, why_not = _figures(row, place, answer, words)
    said = rows_changed(row, words)
    if found is not None:
        said.append(words.count(len(found), "{n} figure moved", "{n} figures moved") if found else words("no figure moved"))
    return html.Details(
        [
            html.Summary([words("What changed since {release}", release=named), hidden(": "),
                          html.Span(", ".join(said), className="kept-count")]),
            html.Ul([html.Li(_dataset(one, words)) for one in row["changes"]], className="kept-rows"),
            *(_table(found, row, words) if found else ()),
            html.P(why_not, className="kept-told") if why_not else None,
        ],
        className="kept-changes",
    )


def _dataset(one: Row, words: Language) -> list[Any]:
    name, how = dataset_changed(one, words)
    return [html.Strong(name), " ", how]


def _figures(row: Row, place: int, answer: Answer, words: Language) -> tuple[tuple[Moved, ...] | None, str]:
    """The figures that a release moved; or None and the reason why they are not told."""
    if place >= MOST_COMPARED:
        return None, words("Figures are compared for the newest {n} releases only.", n=words.number(MOST_COMPARED))
    desk = answer.desk
    new = desk if row["release"] == desk.warehouse.release.name else desk.sibling(row["release"])
    old = desk if row["since"] == desk.warehouse.release.name else desk.sibling(row["since"])
    if new is None or old is None:
        return None, words("The figures are not compared: one of the two releases is no longer kept, or is refused.")
    try:
        return moved_between(old, new, words), ""
    except QueryFailed:
        return None, words("The figures are not compared: one of the two releases was built for another version of this product.")


def _table(found: tuple[Moved, ...], row: Row, words: Language) -> list[Any]:
    """Figures before and after, under the page they stand on."""
    bodies = [
        html.Tbody([
            html.Tr(html.Th(words(CHARTS[moved[0].chart][1].name), colSpan=3, scope="rowgroup")),
            *(html.Tr([
                html.Th([html.Span(one.column), html.Span(_place(one), className="moved-place")], scope="row"),
                html.Td(one.old, className="number"),
                html.Td(one.new, className="number"),
            ]) for one in moved),
        ])
        for moved in (list(ones) for _, ones in groupby(found[:MOST_MOVED], key=lambda one: CHARTS[one.chart][1].key))
    ]
    caption = words("Figures that moved from {old} to {new}, each page as it opens", old=row["since"], new=row["release"])
    more = len(found) - MOST_MOVED
    return [
        html.Div(
            html.Table(
                [
                    html.Caption(words("Figures that moved, each page as it opens")),
                    html.Thead(html.Tr([
                        html.Th(words("Figure"), scope="col"),
                        html.Th(words("Before"), scope="col", className="number"),
                        html.Th(words("After"), scope="col", className="number"),
                    ])),
                    *bodies,
                ],
                className="data-table moved",
            ),
            className="table-scroll", tabIndex=0, role="region", **{"aria-label": caption},
        ),
        html.P(words.count(more, "and {n} more", "and {n} more"), className="table-more") if more > 0 else None,
    ]


def _place(one: Moved) -> str:
    """Where a figure stands: its chart, and its row if there are several."""
    return " · ".join(part for part in (one.title, one.row) if part)


def deliveries(answer: Answer, words: Language) -> Any:
    """One article a delivery: what it is, who made it, where it was read, on which terms, and its checksum."""
    return html.Div([_delivery(row, answer, words) for row in answer.records()], className="deliveries")


def _delivery(row: Row, answer: Answer, words: Language) -> html.Article:
    facts: list[tuple[str, Any]] = [
        (words("Producer"), row["producer"]),
        (words("Address"), sources(row["address"], words)),
        (words("Terms"), row["licence"]),
        (words("Corrects"), words.list(row["corrects"] or ())),
        (words("File"), [row["delivery_id"], " ", html.Code(f"sha256 {row['sha256']}", className="delivery-sum")]),
    ]
    return html.Article(
        [
            html.H3(row["title"]),
            html.P(delivery_told(row, answer, words), className="delivery-told"),
            html.Dl(
                [part for label, value in facts if value for part in (html.Dt(label), html.Dd(value))],
                className="delivery-facts",
            ),
            html.Details([html.Summary(words("How it was read")), html.P(row["note"])], className="delivery-note")
            if row["note"]
            else None,
        ],
        className="delivery",
    )
