"""Bullet rows: each indicator with its value, target and baseline, grouped by result.

A bar is drawn only where there is a target or a baseline to hold the value against; everything else is words. What has
no target is kept short, and a result without any indicator is named.
"""

from __future__ import annotations

from typing import Any

from dashboard.catalogue import FIXED_WORDS, STATUS_RULE, STATUS_WORDS
from dashboard.chart import Answer
from dashboard.language import Language
from dashboard.snapshots import wording
from dashboard.snapshots.wording import Row, amount, facts, framework, track, value_sources
from dashboard.ui import html
from dashboard.ui.links import sources

DOT = " · "


def bullets(answer: Answer, words: Language) -> Any:
    """The rows of a results framework, those with a target first, and the rule that gives each its status."""
    told = framework(answer.records())
    parts: list[Any] = [_strip(told.statuses, words)]
    if told.aimed:
        parts.append(_legend(told.has_gap, words))
        parts += [_group(rows, answer, words) for rows in told.aimed]
    if told.aimless:
        parts.append(html.Div(
            [html.H3(words("Reported without a target")),
             html.Div([_group(rows, answer, words, html.H4) for rows in told.aimless], className="bullet-columns")],
            className="bullet-rest",
        ))
    if told.bare:
        parts.append(html.Div(
            [
                html.H3(words("Results without an indicator")),
                html.Ul([html.Li([_level(row, words), row["statement"]]) for row in told.bare],
                        className="bullet-columns bullet-bare"),
            ],
            className="bullet-rest",
        ))
    parts.append(html.P([html.Strong(words("How a status is given.")), " ", words(STATUS_RULE)], className="bullet-rule"))
    return html.Div(parts, className="bullets")


def _strip(counts: dict[str, int], words: Language) -> Any:
    """How many indicators have each status: a strip of segments and the same in words."""
    if not counts:
        return None
    return html.Div(
        [
            html.Div(
                [html.Span(className="status-segment", style={"--share": str(n)}, **{"data-status": status})
                 for status, n in counts.items()],
                className="status-segments", **{"aria-hidden": "true"},
            ),
            html.Ul(
                [html.Li(html.Span(f"{words.number(n)} {words(STATUS_WORDS[status])}", className="pill",
                                   **{"data-status": status})) for status, n in counts.items()],
                className="status-counts",
            ),
        ],
        className="status-strip",
    )


def _legend(with_gap: bool, words: Language) -> html.Ul:
    keys = [("actual", words("latest value")), ("target", words("target")), ("baseline", words("baseline"))]
    if with_gap:
        keys.append(("not_stated", words("not found in the parts")))
    return html.Ul(
        [html.Li([html.Span(className="swatch", **{"data-key": key, "aria-hidden": "true"}), text]) for key, text in keys],
        className="legend",
    )


def _level(row: Row, words: Language) -> html.Span:
    return html.Span(words(FIXED_WORDS["level"][row["level"]]), className="bullet-level")


def _group(rows: list[Row], answer: Answer, words: Language, heading: Any = html.H3) -> html.Section:
    return html.Section(
        [
            heading([_level(rows[0], words), rows[0]["statement"]]),
            html.Ul([_bullet(row, answer, words) for row in rows]),
        ],
        className="bullet-group",
    )


def _bullet(row: Row, answer: Answer, words: Language) -> html.Li:
    name = html.Span(row["indicator"], className="bullet-name")
    status = html.Span(words(STATUS_WORDS[row["status"]]), className="status", **{"data-status": row["status"]})
    said = html.Strong(amount(row, words), className="bullet-amount")
    rests_on, remarks = DOT.join(facts(row, words)), _remarks(row, answer, words)
    if row["has_target"]:
        rule = html.P(remarks, className="bullet-rule") if remarks else None
        return html.Li(
            [html.Div([name, status], className="bullet-head"), _track(row, words),
             html.P([said, DOT, rests_on], className="bullet-facts"), rule],
            className="bullet",
        )
    return html.Li(
        [html.Div([name, said], className="bullet-head"), _track(row, words),
         html.P([status, DOT, rests_on, *([". ", *remarks] if remarks else [])], className="bullet-rule")],
        className="bullet bullet-aimless",
    )


def _track(row: Row, words: Language) -> Any:
    """The bar with its target tick and baseline ring. None where there is nothing to hold a value against."""
    bar = track(row)
    if bar is None:
        return None
    drawn = None
    if bar.gap:
        drawn = html.Span(className="bullet-gap hatched", style={"--from": f"{bar.gap[0]:.4f}", "--to": f"{bar.gap[1]:.4f}"})
    at = {"--actual": bar.actual, "--target": bar.target, "--baseline": bar.baseline}
    names = {"actual": words("value"), "target": words("target"), "baseline": words("baseline")}
    said = ", ".join(f"{names[key]} {words.quantity(value)}" for key, value in bar.known.items())
    return html.Div(drawn, className="bullet-track", style={key: f"{place:.4f}" for key, place in at.items() if place is not None},
                    role="img", **{"aria-label": said})


def _remarks(row: Row, answer: Answer, words: Language) -> list[Any]:
    """What a reader must know before quoting the value, with the links to its sources; one paragraph a row keeps a long
    framework readable."""
    line: list[Any] = [" ".join(wording.remarks(row, answer.names, words))]
    if address := value_sources(row):
        line += [" ", words("Source:"), " ", *_as_list(sources(address, words))]
    return line if line[0] else line[2:]


def _as_list(content: Any) -> list[Any]:
    return content if isinstance(content, list) else [content]
