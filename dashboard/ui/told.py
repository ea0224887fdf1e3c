"""Answers that are one sentence: a small page for a browser, a line of text for anything else."""

from __future__ import annotations

import html

import flask

from dashboard.language import Language

TOLD = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{text}</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/css/10-tokens.css">
<link rel="stylesheet" href="/assets/css/12-type.css">
<link rel="stylesheet" href="/assets/css/15-base.css">
<link rel="stylesheet" href="/assets/css/18-page.css">
</head>
<body class="told"><main><h1>{text}</h1>{more}</main></body>
</html>"""


def plain(text: str, status: int) -> flask.Response:
    """A line of text."""
    return flask.Response(text + "\n", status, content_type="text/plain; charset=utf-8")


def told(text: str, status: int, words: Language, back: str = "/", named: str = "") -> flask.Response:
    """A refusal, failure or notice in the form that was asked for. `back` is where the page's one link leads, `named` what it
    says ('Go to the overview' unless given); no link if `back` is empty."""
    if "text/html" not in flask.request.headers.get("Accept", ""):
        return plain(text, status)
    more = ""
    if back:
        more = f'<p><a href="{html.escape(back)}">{html.escape(named or words("Go to the overview"))}</a></p>'
    return flask.Response(
        TOLD.format(language=words.code, text=html.escape(text), more=more), status, content_type="text/html; charset=utf-8",
    )


def told_with_passcode(action: str, said: str, words: Language) -> flask.Response:
    """The page that asks for a link's passcode, saying nothing of what is behind it. `said` is why it is asked again."""
    title = words("This view is protected by a passcode")
    alert = f'<p role="alert">{html.escape(said)}</p>' if said else ""
    form = (
        f'{alert}<form method="post" action="{html.escape(action)}" class="passcode">'
        f'<label for="passcode">{html.escape(words("Passcode"))}</label>'
        '<input id="passcode" name="passcode" type="password" autocomplete="off" required maxlength="100" autofocus>'
        f'<button type="submit" class="button">{html.escape(words("Open"))}</button></form>'
    )
    return flask.Response(
        TOLD.format(language=words.code, text=html.escape(title), more=form), 401, content_type="text/html; charset=utf-8",
    )
