"""Bullet rows: each indicator with its value, target and baseline, grouped by result.

A bar is drawn only where there is a target or a baseline to hold the value against; everything else is words. What has
no target is kept short, and a result without any indicator is named.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Any

from dash import html

from dashboard.catalogue import COMPUTED_RULES, FIXED_WORDS, STATUS_COUNTED, STATUS_RULE, STATUS_WORDS
from dashboard.chart import Answer
from dashboard.language import Language
from dashboard.ui.links import sources

Row = dict[str, Any]
DOT = " · "


def bullets(answer: Answer, words: Language) -> Any:
    """The rows of a results framework, those with a target first, and the rule that gives each its status."""
    results = [list(rows) for _, rows in groupby(answer.records(), key=lambda row: row["result_id"])]
    aimed = [rows for rows in results if any(row["has_target"] for row in rows)]
    aimless = [rows for rows in results if rows not in aimed and rows[0]["indicator_id"] is not None]
    bare = [rows[0] for rows in results if rows[0]["indicator_id"] is None]
    parts: list[Any] = [_strip(answer.records(), words)]
    if aimed:
        parts.append(_legend(any(row["parts_gap"] for rows in aimed for row in rows), words))
        parts += [_group(rows, answer, words) for rows in aimed]
    if aimless:
        parts.append(html.Div(
            [html.H3(words("Reported without a target")),
             html.Div([_group(rows, answer, words, html.H4) for rows in aimless], className="bullet-columns")],
            className="bullet-rest",
        ))
    if bare:
        parts.append(html.Div(
            [
                html.H3(words("Results without an indicator")),
                html.Ul([html.Li([_level(row, words), row["statement"]]) for row in bare],
                        className="bullet-columns bullet-bare"),
            ],
            className="bullet-rest",
        ))
    parts.append(html.P([html.Strong(words("How a status is given.")), " ", words(STATUS_RULE)], className="bullet-rule"))
    return html.Div(parts, className="bullets")


def _strip(rows: list[Row], words: Language) -> Any:
    """How many indicators have each status: a strip of segments and the same in words."""
    counts = Counter(row["status"] for row in rows if row["indicator_id"] is not None)
    order = [status for status in STATUS_COUNTED if counts[status]]
    if not order:
        return None
    return html.Div(
        [
            html.Div(
                [html.Span(className="status-segment", style={"--share": str(counts[s])}, **{"data-status": s}) for s in order],
                className="status-segments", **{"aria-hidden": "true"},
            ),
            html.Ul(
                [html.Li(html.Span(f"{words.number(counts[s])} {words(STATUS_WORDS[s])}", className="pill",
                                   **{"data-status": s})) for s in order],
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
    amount = html.Strong(_amount(row, words), className="bullet-amount")
    facts, remarks = DOT.join(_facts(row, words)), _remarks(row, answer, words)
    if row["has_target"]:
        rule = html.P(remarks, className="bullet-rule") if remarks else None
        return html.Li(
            [html.Div([name, status], className="bullet-head"), _track(row, words),
             html.P([amount, DOT, facts], className="bullet-facts"), rule],
            className="bullet",
        )
    return html.Li(
        [html.Div([name, amount], className="bullet-head"), _track(row, words),
         html.P([status, DOT, facts, *([". ", *remarks] if remarks else [])], className="bullet-rule")],
        className="bullet bullet-aimless",
    )


def _track(row: Row, words: Language) -> Any:
    """The bar with its target tick and baseline ring, as fractions of the row's own scale: from zero, or the lowest value
    below it, to the largest. None where there is nothing to hold a value against."""
    given = {"--actual": row["value"], "--target": row["target_value"], "--baseline": row["baseline_value"]}
    known = {key: float(value) for key, value in given.items() if value is not None}
    if row["value_kind"] != "number" or not ("--target" in known or {"--actual", "--baseline"} <= known.keys()):
        return None
    gap = row["parts_gap"] and row["parts_sum"]
    lowest = min(0.0, *known.values())
    span = (max([*known.values(), gap or 0.0]) - lowest) or 1.0
    style = {key: f"{(value - lowest) / span:.4f}" for key, value in known.items()}
    drawn = None
    if gap:
        low, high = sorted((row["parts_sum"], row["value"]))
        drawn = html.Span(className="bullet-gap hatched",
                          style={"--from": f"{(low - lowest) / span:.4f}", "--to": f"{(high - lowest) / span:.4f}"})
    names = {"--actual": words("value"), "--target": words("target"), "--baseline": words("baseline")}
    said = ", ".join(f"{names[key]} {words.quantity(value)}" for key, value in known.items())
    return html.Div(drawn, className="bullet-track", style=style, role="img", **{"aria-label": said})


def _amount(row: Row, words: Language) -> str:
    """The value beside its target: '2 of 4 courses'; where less is better, or of a percentage, '17 days, target 10'."""
    if row["value_kind"] == "text":
        said = row["value_text"] or words("no value reported")
        return words("{value}; target: {target}", value=said, target=row["target_text"]) if row["target_text"] else said
    unit, target = row["unit"], row["target_value"]
    if row["value"] is None:
        return words("no value; target {target} {unit}", target=words.quantity(target), unit=unit) if target is not None \
            else words("no value")
    value = words.quantity(row["value"])
    if target is None:
        return f"{value} {unit}"
    if row["direction"] == "falling" or unit == "%":
        return words("{value} {unit}, target {target}", value=value, unit=unit, target=words.quantity(target))
    return words("{value} of {target} {unit}", value=value, target=words.quantity(target), unit=unit)


def _facts(row: Row, words: Language) -> list[str]:
    """What the amount rests on: dates no more precise than known, baseline, how it is counted, which way is better."""
    said = []
    if row["progress"] is not None:
        text = "{share} of the way from baseline to target" if row["progress"] >= 0 else \
            "{share} of the way from baseline to target, in the wrong direction"
        said.append(words(text, share=words.percent(abs(row["progress"]))))
    if row["baseline_value"] is not None:
        day = f" ({words.short_date(row['baseline_date'])})" if row["baseline_date"] else ""
        said.append(words("baseline {value}", value=words.quantity(row["baseline_value"])) + day)
    elif row["has_target"] and row["value_kind"] == "number":
        said.append(words("no baseline"))
    if row["target_date"] is not None and row["has_target"]:
        said.append(words("target by {date}", date=words.short_date(row["target_date"])))
    if row["value_date"] is not None:
        said.append(words("value of {date}", date=words.short_date(row["value_date"], row["value_date_precision"] or "day")))
    said.append(words(FIXED_WORDS["accumulation"][row["accumulation"]]))
    if row["value_kind"] == "number" and (row["has_target"] or row["baseline_value"] is not None):
        said.append(words(FIXED_WORDS["direction"][row["direction"]]))
    return said


def _remarks(row: Row, answer: Answer, words: Language) -> list[Any]:
    """What a reader must know before quoting the value: how it was computed, parts that miss the whole, a revised target."""
    said: list[Any] = []
    if row["is_computed"]:
        said.append(words(COMPUTED_RULES[row["computed_rule"]], after=words.date(row["baseline_date"]),
                          kind=answer.names.label("programme_status", row["computed_argument"], words)))
    if row["parts"]:
        said.append(_parts(row, words))
    if (row["targets_set"] or 0) > 1:
        said.append(_revision(row, words))
    said += [_sentence(note) for note in dict.fromkeys((row["value_note"], row["target_note"])) if note]
    if row["source_url"] and not row["is_computed"]:
        said.append([words("Source:"), " ", *_as_list(sources(row["source_url"], words))])
    # One paragraph a row keeps a long framework readable; a link needs no stop before it.
    line: list[Any] = []
    for remark in said:
        line += [" ", *_as_list(remark)] if line else _as_list(remark)
    return line


def _parts(row: Row, words: Language) -> str:
    parts = words("Parts: {parts}.", parts=row["parts"].replace("; ", ", "))
    if not row["parts_gap"]:
        return parts + " " + words("They add up to the whole.")
    gap = words.quantity(abs(row["parts_gap"]))
    total, value = words.quantity(row["parts_sum"]), words.quantity(row["value"])
    text = "They do not add up: their sum is {total}, {gap} less than {value}." if row["parts_gap"] < 0 else \
        "They do not add up: their sum is {total}, {gap} more than {value}."
    return parts + " " + words(text, total=total, gap=gap, value=value)


def _revision(row: Row, words: Language) -> str:
    former = row["former_target_text"] or words.quantity(row["former_target_value"])
    said = words("Target revised: {n} earlier, last {target} by {date}", n=words.number(row["targets_set"] - 1), target=former,
                 date=words.short_date(row["former_target_date"]))
    if row["decided_on"]:
        said += words("; the present one was decided on {date}", date=words.short_date(row["decided_on"]))
    return said + "."


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _as_list(content: Any) -> list[Any]:
    return content if isinstance(content, list) else [content]
