"""A small package of invented data, valid as it is, to break one thing at a time in."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

from openpyxl import Workbook

from dashboard.ingest.faults import Faulty
from dashboard.ingest.validate import check

PROGRAMME = """
[programme]
key = "tiny"
name = "Tiny"
full_name = "Tiny Programme (invented)"
tagline = "A programme for tests"
implemented_by = "Nobody"
default_language = "en"
fictional = true
banner = "Invented data"

[funder]
line = "Funded by the European Union"
emblem = "eu-emblem.svg"
framework = "None"

[years]
achieved = 2020
planned = 2021
default = "2020"
first = 2019
cut_off = "2021-06-30"

[[years.partial]]
year = 2021
note = "January to June only."

[disclaimers]
map = "Map."
seizures = "Seizures."
register = "Register."
links = "Links."
"""

CATEGORIES = {
    "pillar": ["training", "research"],
    "activity_type": ["course", "meeting"],
    "modality": ["in_person", "online"],
    "programme_status": ["participating", "invited"],
    "drug": ["cocaine", "heroin"],
    "conveyance": ["container_vessel", "air"],
    "place_kind": ["port", "sea"],
    "follow_up_stage": ["arrest", "conviction"],
    "partner_kind": ["network"],
    "role": ["participant"],
}

WEB = "https://example.org/page"

# dataset -> the rows as CSV text
TABLES = {
    "countries": f"""
country_code,country_name,short_name,region,programme_status,joined_year,source_url
KEN,Kenya,Kenya,Eastern Africa,participating,2019,{WEB}
GHA,Ghana,Ghana,Western Africa,participating,,{WEB}
NAM,Namibia,Namibia,Southern Africa,invited,,{WEB}
""",
    "partners": f"""
partner,full_name,kind,source_url
Ports Network,Network of Ports,network,{WEB}
""",
    "activities": f"""
activity_id,title,summary,pillar,activity_type,modality,started_on,ended_on,date_precision,venue_city,venue_country_code,audience,funder_as_reported,source_url,source_published_on,note
A-1,First course,On ports,training,course,in_person,2020-02-03,2020-02-05,day,Nairobi,KEN,police,,{WEB},2020-02-07,
A-2,Second course,,training,course,online,2020-03-01,,month,,,,,{WEB} | https://example.org/b,,about 10
A-3,Study,,research,meeting,online,2021-01-01,,year,,,,,{WEB},,
""",
    "activity_countries": """
activity_id,country_code
A-1,KEN
A-1,GHA
A-2,KEN
""",
    "activity_partners": """
activity_id,partner
A-1,Ports Network
""",
    "participants": """
activity_id,role,persons_total,women,men,women_pct_as_reported,note
A-1,participant,30,12,18,,
A-2,participant,10,,,40,a percentage only
""",
    "seizure_events": f"""
seizure_id,seized_on,date_precision,country_code,place,drug,quantity_kg,quantity_as_reported,conveyance,place_kind,origin_country_code,destination_country_code,follow_up_as_reported,follow_up_stage,source_url,publisher,note
S-1,2020-05-04,day,GHA,Tema,cocaine,152,152 kg (150 slabs),container_vessel,port,,KEN,2 people arrested,arrest,{WEB},Daily,
S-2,2020-06-01,month,KEN,,heroin,0.95,950 grams,air,port,,,,,{WEB},Daily,
""",
    "annual_seizures": f"""
country_code,year,drug,quantity_kg,source_url,source_title,note
KEN,2020,cocaine,12.5,{WEB},Yearbook,
KEN,2020,heroin,0,{WEB},Yearbook,
""",
    "results": f"""
result_id,level,parent_result_id,pillar,statement,source_url,note
R-1,impact,,,Less crime,{WEB},
R-2,outcome,R-1,training,Trained officers,{WEB},
""",
    "priorities": f"""
priority_id,year,pillar,priority,source_url
P-1,2021,training,Train more,{WEB}
""",
    "indicators": f"""
indicator_id,result_id,indicator,unit,direction,accumulation,value_kind,baseline_date,baseline_value,priority_id,computed_rule,computed_argument,source_url,note
I-1,R-2,Courses held,courses,rising,cumulative,number,2019-12-31,0,P-1,,,{WEB},
I-2,R-2,Law in force,state,rising,at_date,text,,,,,,{WEB},
I-3,R-1,Invited countries active,countries,rising,cumulative,number,2020-01-01,0,,countries_active_after_baseline,invited,{WEB},
""",
    "indicator_targets": f"""
indicator_id,target_date,target_value,target_text,decided_on,source_url,note
I-1,2021-06-30,4,,2020-01-15,{WEB},
I-2,2021-06-30,,in force,,{WEB},
""",
    "indicator_values": f"""
indicator_id,value_date,date_precision,part,value,value_text,source_url,note
I-1,2020-12-31,day,,2,,{WEB},
I-2,2020-01-01,year,,,drafted,{WEB},
""",
    "outputs": f"""
output_id,year_from,year_to,indicator,pillar,value,unit,source_url,note
O-1,2019,2020,Manuals printed,training,150,manuals,{WEB},
""",
    "priority_links": """
priority_id,activity_id,relation,reason
P-1,A-1,prepared_by,the same course
P-1,A-3,served_by,a study for it
""",
    "caveats": """
caveat_id,dataset,record_id,country_code,year,severity,text
C-1,activities,A-2,,,note,The total is rounded.
C-2,seizures,,KEN,2020,warning,Two sources differ.
""",
}

ROW_COUNT = 32  # 3+1+3+3+1+2 +2+2 +2+1+3+2+2 +1+2+2, in the order of the tables


class TinyPackage:
    """The package in a folder. Change its tables, then ask for `faults()`; `ending` is how deliveries are written."""

    def __init__(self, folder: Path, ending: str = ".csv"):
        self.folder = folder
        self.ending = ending
        self.programme = PROGRAMME
        self.categories = {dimension: list(keys) for dimension, keys in CATEGORIES.items()}
        self.tables = {name: list(csv.reader(io.StringIO(text.strip()))) for name, text in TABLES.items()}
        self.raw: dict[str, bytes] = {}

    def set(self, dataset: str, row: int, column: str, text: str) -> None:
        """Write a cell; `row` as a spreadsheet counts."""
        table = self.tables[dataset]
        table[row - 1][table[0].index(column)] = text

    def add_row(self, dataset: str, *cells: str) -> None:
        """Add a row at the end; missing cells stay blank."""
        self.tables[dataset].append([*cells, *[""] * (len(self.tables[dataset][0]) - len(cells))])

    def add_column(self, dataset: str, name: str, text: str = "") -> None:
        """Add a column with the same text in every row."""
        header, *rows = self.tables[dataset]
        header.append(name)
        for cells in rows:
            cells.append(text)

    def drop_column(self, dataset: str, name: str) -> None:
        """Take a column out."""
        place = self.tables[dataset][0].index(name)
        for cells in self.tables[dataset]:
            del cells[place]

    def deliver(self, file: str, content: bytes) -> None:
        """Deliver these bytes under a name such as 'activities/first.csv', in place of the table of that name."""
        self.raw[file] = content

    def write(self) -> Path:
        """Write the package to its folder and return that."""
        self.folder.mkdir(exist_ok=True)
        words = "".join(
            f'[[categories.{dimension}]]\nkey = "{key}"\nlabel = "{key}"\nshort = "{key}"\n'
            for dimension, keys in self.categories.items()
            for key in keys
        )
        (self.folder / "programme.toml").write_text(self.programme + words, encoding="utf-8")
        for name, table in self.tables.items():
            file = f"{name}/first{self.ending}"
            if file not in self.raw:
                self._write(file, csv_bytes(table) if self.ending == ".csv" else xlsx_bytes(table))
        for file, content in self.raw.items():
            self._write(file, content)
        return self.folder

    def _write(self, file: str, content: bytes) -> None:
        path = self.folder / "deliveries" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        write_origin(path)

    def faults(self) -> list[str]:
        """Every fault of the package as it is printed; empty if it may be built."""
        self.write()
        return faults_of(self.folder)


def faults_of(folder: Path) -> list[str]:
    """The faults of a package that is already on disk."""
    try:
        check(folder)
    except Faulty as faulty:
        return [str(fault) for fault in faulty.faults]
    return []


def write_origin(path: Path, **changes: str) -> Path:
    """Write the origin of a delivered file. A change is the TOML text of a key's value, '' to leave the key out."""
    origin = {
        "producer": '"Test"',
        "title": '"Test data"',
        "address": '"https://example.org/"',
        "date_read": "2021-07-01",
        "licence": '"none"',
        "confidentiality": '"public"',
        "sha256": f'"{hashlib.sha256(path.read_bytes()).hexdigest()}"',
    } | changes
    place = path.with_name(path.stem + ".origin.toml")
    place.write_text("".join(f"{key} = {value}\n" for key, value in origin.items() if value), encoding="utf-8")
    return place


def csv_bytes(table: list[list[str]]) -> bytes:
    """A table as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue().encode()


def xlsx_bytes(table: list[list[object]]) -> bytes:
    """A table as an Excel workbook of one sheet; texts stay texts, even those that begin with '='."""
    workbook = Workbook()
    sheet = workbook.active
    for row, cells in enumerate(table, start=1):
        for column, value in enumerate(cells, start=1):
            if value != "":
                sheet.cell(row, column).value = value
                if isinstance(value, str):
                    sheet.cell(row, column).data_type = "s"
    return workbook_bytes(workbook)


def workbook_bytes(workbook: Workbook) -> bytes:
    """A workbook as a file."""
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()
