"""Gender: how balanced participation is, and for how many persons that is known at all."""

from __future__ import annotations

from dashboard.catalogue import Column
from dashboard.chart import MOST_DOTS, Answer, Chart, Control, Page
from dashboard.language import Language

BAND_FROM, BAND_TO = 0.4, 0.6

SPLIT = Control(
    "by", "Split by",
    (("pillar", "Pillar"), ("type", "Type"), ("modality", "Modality"), ("region", "Region"), ("year", "Year"),
     ("role", "Role")),
)
SPLIT_COLUMNS = {"split_by": Column("Split by", "code", "split"), "code": Column("Group", "code", "@split_by")}
ATTENDANCE = ("activities", "participants")


def _verdict(share: float, share_at_most: float, words: Language) -> str:
    """Who is under-represented by the band, never good or bad, and whether what is not stated could change that."""
    if share < BAND_FROM <= share_at_most:
        return words("As counted, women are under-represented; persons of unstated sex could change that.")
    if share < BAND_FROM:
        return words("Women are under-represented.")
    if share > BAND_TO:
        return words("Men are under-represented.")
    return words("That lies in the band of 40 to 60 %.")


def _share_finding(answer: Answer, words: Language) -> str:
    row = answer.records()[0]
    if row["persons"] is None:
        if row["activities_withheld"]:
            return words("No number of persons can be shown: where one is reported, it is withheld: small group.")
        return words("None of the activities reports how many persons took part.")
    if row["women_share"] is None:
        if row["withheld"] or row["activities_withheld"]:
            return words("For none of the activities can it be shown how many were women: of {all} persons the sex of {n} is not "
                         "stated and that of {withheld} is withheld: small group.", n=words.number(row["not_stated"] or 0),
                         all=words.number(row["persons"]), withheld=words.number(row["withheld"]))
        return words("None of the activities reports how many were women; the sex of {n} of {all} persons is not stated.",
                     n=words.number(row["not_stated"]), all=words.number(row["persons"]))
    at_most = (row["women"] + row["not_stated_where_women_reported"]) / row["persons_women_reported"]
    said = [
        words("{share} were women: {women} of the {n} persons for whom women are reported, out of {all} persons in all.",
              share=words.percent(row["women_share"]), women=words.number(row["women"]),
              n=words.number(row["persons_women_reported"]), all=words.number(row["persons"])),
        _verdict(row["women_share"], at_most, words),
    ]
    if row["not_stated_where_women_reported"]:
        said.append(words(
            "Of the {n}, {men} are stated as men and {rest} as neither.", n=words.number(row["persons_women_reported"]),
            men=words.number(row["men_where_women_reported"] or 0), rest=words.number(row["not_stated_where_women_reported"])))
    if row["withheld"]:
        said.append(words.count(row["withheld"], "The sex of {n} further person is withheld: small group.",
                                "The sex of {n} further persons is withheld: small group."))
    return " ".join(said)


SHARE = Chart(
    name="women_share",
    title="Share of women",
    unit="Women among persons of activities that report them",
    mark="parity_share",
    facts=("participants", "activities"),
    measures=("women_share", "persons"),
    datasets=ATTENDANCE,
    caveats=ATTENDANCE,
    columns={
        "activities_with_total": Column("Activities that report a total", "whole"),
        "activities_with_women": Column("Activities that report women", "whole"),
        "men_where_women_reported": Column("Men where women are reported", "whole"),
        "not_stated_where_women_reported": Column("Sex not stated where women are reported", "whole"),
    },
    finding=_share_finding,
    nothing="This release holds no activities.",
    span=5,
)


def _activities_finding(answer: Answer, words: Language) -> str:
    told = answer.records()[0]
    withheld = told["found"] - told["stated"] - told["silent"]
    if withheld:
        said = [words("Of {all} activities {n} show how many were women; for {withheld} that is withheld: small group.",
                      n=words.number(told["stated"]), all=words.number(told["found"]), withheld=words.number(withheld))]
    else:
        said = [words.count(told["stated"], "{n} of {all} activities reports how many were women.",
                            "{n} of {all} activities report how many were women.", all=words.number(told["found"]))]
    if told["silent"]:
        counted, rest = told["silent_counted"], told["silent"] - told["silent_counted"]
        reasons = words.list([
            words.count(counted, "{n} reports persons but not their sex", "{n} report persons but not their sex"),
            words.count(rest, "{n} reports no number of persons", "{n} report no number of persons"),
        ])
        said.append(words("Without a dot, in the table as not stated: {reasons}.", reasons=reasons))
    if told["percentages"]:
        said.append(words.count(told["percentages"], "{n} gives a percentage only, which is not turned into a count.",
                                "{n} give a percentage only, which is not turned into a count."))
    return " ".join(said)


def _activities_note(answer: Answer, words: Language) -> str:
    told = answer.records()[0]
    if told["groups"]:
        return words("There are more than {n} activities: a dot stands for all of a pillar whose share of women is nearest to that "
                     "step of 5 %, its area for their persons.", n=words.number(MOST_DOTS))
    said = words("Hollow: the sex of some participants is not stated. Diamond: only women took part. Square: no women took part.")
    if told["sexes_withheld"]:
        return words("Hollow: the sex of some participants is not stated or withheld. Diamond: only women took part. Square: no "
                     "women took part.")
    return said


BY_ACTIVITY = Chart(
    name="women_by_activity",
    title="Share of women, activity by activity",
    unit="One dot an activity; its area: persons for whom women are reported",
    mark="parity_strip",
    key=("activity_id",),
    facts=("activities", "participants"),
    measures=("women_share", "persons"),
    datasets=ATTENDANCE,
    caveats=ATTENDANCE,
    columns={"women_pct_as_reported": Column("Percentage of women as reported", "reported")},
    hidden=("persons_withheld", "sex_withheld", "found", "stated", "silent", "silent_counted", "percentages", "sexes_withheld",
            "groups", "pillars"),
    finding=_activities_finding,
    note=_activities_note,
    nothing="This release holds no activities.",
    span=7,
)


def _split(answer: Answer) -> str:
    return answer.view.choice(SPLIT)


def _region_words(answer: Answer, words: Language) -> list[str]:
    if _split(answer) == "region":
        return [words("All persons of an activity stand in each of its regions, so the rows do not add up to the whole.")]
    return []


def _sex_finding(answer: Answer, words: Language) -> str:
    rows = [row for row in answer.records() if row["persons"]]
    said = []
    if rows:
        least = max(rows, key=lambda row: ((row["not_stated"] or 0) / row["persons"], row["persons"]))
        if least["not_stated"] or not any(row["withheld"] for row in rows):
            said.append(words("Sex is least known for {name}: not stated for {n} of {all} persons.",
                              name=answer.names.label(least["split_by"], least["code"], words),
                              n=words.number(least["not_stated"]), all=words.number(least["persons"])))
        most = max(rows, key=lambda row: (row["withheld"] / row["persons"], row["persons"]))
        if most["withheld"]:
            said.append(words("In small groups it is withheld, most of all for {name} ({n} of {all} persons).",
                              name=answer.names.label(most["split_by"], most["code"], words),
                              n=words.number(most["withheld"]), all=words.number(most["persons"])))
    if hidden := [row for row in answer.records() if row["persons"] is None and row["activities_withheld"]]:
        said.append(words("Withheld, small group: all persons of {names}.", names=words.list(
            answer.names.label(row["split_by"], row["code"], words) for row in hidden)))
    return " ".join(said + _region_words(answer, words))


SEX = Chart(
    name="sex_reported",
    title="Women, men and sex not stated",
    unit="Persons as reported",
    mark="sex_rows",
    key=("split_by", "code"),
    facts=("participants", "activities"),
    measures=("persons",),
    datasets=ATTENDANCE,
    caveats=ATTENDANCE,
    columns=SPLIT_COLUMNS | {"activities_with_total": Column("Activities that report a total", "whole")},
    finding=_sex_finding,
    note="Where a source counts women but not men, the rest is not stated.",
    nothing="This release holds no activities.",
    span=7,
    control="by",
)


def _share_by_finding(answer: Answer, words: Language) -> str:
    rows = [row for row in answer.records() if row["women_share"] is not None]
    if not rows:
        if any(row["withheld"] or row["activities_withheld"] for row in answer.records()):
            return words("Nowhere here can it be shown how many were women; some of it is withheld: small group.")
        return words("Nowhere here is it reported how many were women.")
    inside = sum(BAND_FROM <= row["women_share"] <= BAND_TO for row in rows)
    below = sum(row["women_share"] < BAND_FROM for row in rows)
    said = [words("In the band of 40 to 60 %: {inside} of {n} rows with a share. Women under-represented: {below}. "
                  "Men under-represented: {above}.", inside=words.number(inside), n=words.number(len(rows)),
                  below=words.number(below), above=words.number(len(rows) - inside - below))]
    if _split(answer) == "year" and answer.view.selection.year != "all":
        said.append(words("Only the year chosen is shown; choose all years to compare them."))
    return " ".join(said + _region_words(answer, words))


SHARE_BY = Chart(
    name="women_share_by",
    title="Share of women by group",
    unit="Women among persons of activities that report them",
    mark="parity_rows",
    key=("split_by", "code"),
    facts=("participants", "activities"),
    measures=("women_share",),
    datasets=ATTENDANCE,
    caveats=ATTENDANCE,
    columns=SPLIT_COLUMNS | {"activities_with_women": Column("Activities that report women", "whole")},
    finding=_share_by_finding,
    note="Hollow: women are reported for less than half of the persons.",
    nothing="This release holds no activities.",
    span=5,
    control="by",
)

PAGE = Page(
    key="gender",
    path="/gender",
    name="Gender",
    title="Gender",
    question="How balanced is participation, and for how many people do we even know?",
    charts=(SHARE, SEX, BY_ACTIVITY, SHARE_BY),
    controls=(SPLIT,),
)
