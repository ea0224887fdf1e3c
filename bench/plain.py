"""The overview as a good analyst would write it in a day with Dash, DuckDB and plotly express: dropdowns, one callback that
computes the cards anew, figures as they come. No roll-ups, no caching, nothing slow on purpose. It is what the dashboard is
measured against.

    python -m bench.plain DATABASE PORT
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import dash_bootstrap_components as dbc
import duckdb
import pandas as pd
import plotly.express as px
import waitress
from dash import Dash, Input, Output, dcc, html

from dashboard.settings import ROOT, Settings

ACHIEVED, PLANNED = 2024, 2025
YEARS = {"2024": "2024", "2025": "2025", "compared": "2024 and 2025", "all": "All years"}
KEPT = """
    with kept as (
        select activity_id, started_on, year(started_on) as year, pillar, activity_type, modality
        from activities
        where {where}
    )
"""


class Database:
    """The plain tables, one cursor a question."""

    def __init__(self, file: Path):
        self._connection = duckdb.connect(str(file), read_only=True)

    def frame(self, sql: str, given: dict[str, Any] | None = None) -> pd.DataFrame:
        """The answer as a data frame."""
        with self._connection.cursor() as cursor:
            return cursor.execute(sql, given or {}).df()

    def row(self, sql: str, given: dict[str, Any]) -> dict[str, Any]:
        """The first row of an answer."""
        with self._connection.cursor() as cursor:
            found = cursor.execute(sql, given)
            names = [column[0] for column in found.description]
            return dict(zip(names, found.fetchone() or [None] * len(names), strict=True))


class Chosen:
    """The values of the dropdowns as conditions of SQL and the values bound into them."""

    def __init__(self, year: str, pillars: list[str], types: list[str], modalities: list[str], regions: list[str],
                 countries: list[str]):
        conditions, self.given, place = ["true"], {}, []
        for column, values in (("pillar", pillars), ("activity_type", types), ("modality", modalities)):
            if values:
                conditions.append(f"list_contains(${column}, {column})")
                self.given[column] = values
        for column, values in (("region", regions), ("country_code", countries)):
            if values:
                place.append(f"list_contains(${column}, {column})")
                self.given[column] = values
        self.place = " and ".join(place) or "true"
        if place:
            conditions.append("activity_id in (select activity_id from activity_countries join countries using (country_code)"
                              f" where {self.place})")
        self.compared = KEPT.format(where=" and ".join([*conditions, f"year(started_on) in ({ACHIEVED}, {PLANNED})"]))
        if year != "all":
            conditions.append(f"year(started_on) in ({ACHIEVED}, {PLANNED})" if year == "compared"
                              else f"year(started_on) = {int(year)}")
        self.kept = KEPT.format(where=" and ".join(conditions))


def number(value: Any) -> str:
    """A whole number with commas."""
    return "not stated" if value is None or pd.isna(value) else f"{int(value):,}"


def percent(value: Any) -> str:
    """A share as a percentage."""
    return "not stated" if value is None or pd.isna(value) else f"{value:.1%}"


def headline(database: Database, chosen: Chosen) -> dict[str, Any]:
    """The numbers of the tiles and the findings."""
    found = database.row(chosen.kept + """
        select count(*) as activities,
            (select count(distinct partner) from activity_partners join kept using (activity_id)) as partners,
            (select count(distinct priority_id) from priority_links join kept using (activity_id)
                join priorities using (priority_id) where priorities.year = 2025) as served,
            (select count(*) from priorities where year = 2025) as priorities
        from kept""", chosen.given)
    found |= database.row(chosen.kept + """
        select sum(persons_total) as persons,
            count(distinct activity_id) filter (where persons_total is not null) as with_total,
            sum(persons_total) filter (where women is not null) as women_reported,
            sum(women) as women
        from participants join kept using (activity_id)""", chosen.given)
    found |= database.row(chosen.kept + f"""
        select count(distinct country_code) as countries,
            (select count(*) from kept where activity_id not in (select activity_id from activity_countries)) as unlisted
        from activity_countries join countries using (country_code) join kept using (activity_id)
        where {chosen.place}""", chosen.given)
    found |= database.row(chosen.kept + "select pillar, count(*) as of_pillar from kept group by pillar order by 2 desc, 1 limit 1",
                          chosen.given)
    found |= database.row(chosen.kept + "select modality, count(*) as of_modality from kept group by modality order by 2 desc, 1"
                          " limit 1", chosen.given)
    return found


def over_time(database: Database, chosen: Chosen) -> pd.DataFrame:
    """Activities per quarter and pillar; per year if there are more than two years."""
    return database.frame(chosen.kept + """,
        span as (select max(year) - min(year) > 1 as by_year from kept)
        select case when by_year then date_trunc('year', started_on) else date_trunc('quarter', started_on) end as start,
            case when by_year then year::varchar else 'Q' || quarter(started_on) || ' ' || year end as period,
            pillar, count(*) as activities
        from kept, span group by all order by start, pillar""", chosen.given)


def by_country(database: Database, chosen: Chosen) -> pd.DataFrame:
    """Activities per country."""
    return database.frame(chosen.kept + f"""
        select country_code, short_name as country, programme_status as status, count(distinct activity_id) as activities
        from activity_countries join countries using (country_code) join kept using (activity_id)
        where {chosen.place} group by all order by activities desc""", chosen.given)


def two_years(database: Database, chosen: Chosen) -> pd.DataFrame:
    """The measures of the year achieved and the year planned."""
    kept = chosen.compared
    done = database.frame(kept + "select year, count(*) as activities from kept group by year", chosen.given)
    persons = database.frame(kept + """
        select year, sum(persons_total) as persons,
            sum(women) / sum(persons_total) filter (where women is not null) as women_share
        from participants join kept using (activity_id) group by year""", chosen.given)
    countries = database.frame(kept + f"""
        select year, count(distinct country_code) as countries
        from activity_countries join countries using (country_code) join kept using (activity_id)
        where {chosen.place} group by year""", chosen.given)
    partners = database.frame(kept + """
        select year, count(distinct partner) as partners
        from activity_partners join kept using (activity_id) group by year""", chosen.given)
    found = done.set_index("year")
    for other in (persons, countries, partners):
        found = found.join(other.set_index("year"))
    counted = ["activities", "countries", "partners"]
    found = found.reindex([ACHIEVED, PLANNED])
    return found.assign(**found[counted].fillna(0))


def tiles(found: dict[str, Any]) -> list[Any]:
    """The headline numbers as cards."""
    share = found["women"] / found["women_reported"] if found["women_reported"] else None
    told = [
        ("Activities", number(found["activities"]), f"with {number(found['partners'])} partners"),
        ("Persons reached", number(found["persons"]),
         f"{number(found['with_total'])} of {number(found['activities'])} activities report a total"),
        ("Share of women", percent(share),
         f"women reported for {number(found['women_reported'] or 0)} of {number(found['persons'] or 0)} persons"),
        ("Countries reached", number(found["countries"]), f"{number(found['unlisted'])} activities list no countries"),
        (f"{PLANNED} priorities served", f"{number(found['served'])} of {number(found['priorities'])}",
         "built on or served by these activities"),
    ]
    return [dbc.Col(dbc.Card(dbc.CardBody([
        html.Div(label, className="text-muted"), html.H3(value, className="tile-value"), html.Small(note),
    ]))) for label, value, note in told]


def findings(found: dict[str, Any]) -> list[Any]:
    """Three sentences."""
    activities, reported = number(found["activities"]), found["women_reported"]
    unknown = (found["persons"] or 0) - (reported or 0)
    women = "No activity of this selection reports how many of its participants were women."
    if reported:
        women = (f"Where it is reported, {percent(found['women'] / reported)} of participants were women ({number(found['women'])}"
                 f" of {number(reported)}); for {number(unknown)} further persons it is not known.")
    said = [
        f"{number(found['of_pillar'])} of {activities} activities belong to {found['pillar']}; {number(found['of_modality'])} of"
        f" {activities} are recorded as {found['modality']}.",
        women,
        f"{number(found['served'])} of {number(found['priorities'])} priorities for {PLANNED} are prepared or served by these"
        f" activities; {number(found['priorities'] - found['served'])} are not.",
    ]
    return [html.Li(sentence) for sentence in said]


def comparison(found: pd.DataFrame) -> Any:
    """The two years as a table."""
    rows = []
    for name, label, told in (("activities", "Activities", number), ("persons", "Persons reached", number),
                              ("women_share", "Share of women", percent), ("countries", "Countries reached", number),
                              ("partners", "Partners", number)):
        first, second = found[name].tolist()
        rows.append(html.Tr([html.Td(label), html.Td(told(first), className="earlier"), html.Td(told(second), className="later"),
                             html.Td(told(second - first))]))
    head = html.Thead(html.Tr([html.Th("Measure"), html.Th(str(ACHIEVED)), html.Th(str(PLANNED)), html.Th("Change")]))
    return dbc.Table([head, html.Tbody(rows)])


def dropdown(name: str, label: str, options: dict[str, str], value: Any, multi: bool = True) -> dbc.Col:
    """A labelled dropdown."""
    return dbc.Col([dbc.Label(label), dcc.Dropdown(id=name, options=options, value=value, multi=multi, clearable=multi)])


def create_app(database: Database) -> Dash:
    """The app of one database."""
    app = Dash("plain", title="Programme results", assets_folder=str(ROOT / "assets"), assets_ignore=".*",
               external_stylesheets=["/assets/vendor/bootstrap.min.css"])

    def options(sql: str) -> dict[str, str]:
        return {str(key): str(label) for key, label in database.frame(sql).itertuples(index=False)}

    def card(title: str, content: Any, width: int) -> dbc.Col:
        return dbc.Col(dbc.Card([dbc.CardHeader(title), dbc.CardBody(content)], className="mb-3"), width=width)

    pillars = options("select distinct pillar, pillar from activities order by 1")
    types = options("select distinct activity_type, activity_type from activities order by 1")
    modalities = options("select distinct modality, modality from activities order by 1")
    regions = options("select distinct region, region from countries order by 1")
    countries = options("select country_code, short_name from countries order by 2")
    # Its outlines would come from another host, which this machine may not reach.
    outlines = {"topojsonURL": "/assets/geo/"}
    app.layout = dbc.Container([
        dbc.NavbarSimple(brand="Programme results", className="mb-3"),
        dbc.Row([
            dropdown("year", "Year", YEARS, "2024", multi=False),
            dropdown("pillar", "Pillar", pillars, []),
            dropdown("region", "Region", regions, []),
            dropdown("country", "Country", countries, []),
            dropdown("type", "Activity type", types, []),
            dropdown("modality", "Modality", modalities, []),
        ], className="mb-3"),
        dbc.Row(id="tiles", className="mb-3"),
        dbc.Row([card("Activities over time by pillar", dcc.Graph(id="over-time"), 7),
                 card("Countries that took part", dcc.Graph(id="map", config=outlines), 5)]),
        dbc.Row([card("Three findings", html.Ol(id="findings"), 5),
                 card("The two years side by side", html.Div(id="comparison"), 7)]),
    ], fluid=True)

    @app.callback(
        Output("tiles", "children"), Output("over-time", "figure"), Output("map", "figure"), Output("findings", "children"),
        Output("comparison", "children"),
        Input("year", "value"), Input("pillar", "value"), Input("type", "value"), Input("modality", "value"),
        Input("region", "value"), Input("country", "value"),
    )
    def update(year: str, pillar: list[str], kind: list[str], modality: list[str], region: list[str], country: list[str]) -> Any:
        chosen = Chosen(year, pillar, kind, modality, region, country)
        found = headline(database, chosen)
        columns = px.bar(over_time(database, chosen), x="period", y="activities", color="pillar")
        places = px.scatter_geo(by_country(database, chosen), locations="country_code", size="activities", color="status",
                                hover_name="country", projection="natural earth")
        return tiles(found), columns, places, findings(found), comparison(two_years(database, chosen))

    return app


if __name__ == "__main__":
    app = create_app(Database(Path(sys.argv[1])))
    waitress.serve(app.server, host="127.0.0.1", port=int(sys.argv[2]), threads=Settings().threads)
