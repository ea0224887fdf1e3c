"""What figures rest on, said in words before the figures: what is counted, what is not, and whose doing it is."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard.chart import Answer
from dashboard.language import Language


def basis(answer: Answer, words: Language) -> Any:
    """Three short statements made from the one row of counts."""
    row = answer.records()[0]
    counted = []
    if row["seizures_on_record"]:
        counted.append(words(
            "{n} in this selection, of {all} on record from {first} to {last}: each as its source reports it.",
            n=words.count(row["seizures"], "{n} single seizure", "{n} single seizures"),
            all=words.number(row["seizures_on_record"]), first=str(row["first_on"].year), last=str(row["last_on"].year),
        ))
    if row["annual_totals"]:
        counted.append(words(
            "Beside them the annual totals, in kilograms, that {n} reported for {first} to {last}.",
            n=words.count(row["annual_countries"], "{n} country", "{n} countries"),
            first=str(row["annual_from"]), last=str(row["annual_to"]),
        ))
    blocks = (
        (words("What is counted"), counted),
        (words("What is not"), [
            words("Single seizures add up to no national total, and drugs are never added together. A year or a country "
                  "without a figure is a gap, not zero."),
        ]),
        (words("The programme's part"), [
            words("None is claimed. Seizures show the routes along which the programme works; no figure here is its result."),
        ]),
    )
    return html.Div(
        [html.Div([html.H3(title), *(html.P(text) for text in said)], className="basis-part") for title, said in blocks],
        className="basis",
    )
