"""Which pages and charts there are. Each module below declares one page and nothing else."""

from __future__ import annotations

from dashboard.chart import Chart, Page
from dashboard.content import activities, compare, data, gender, geography, overview, progress, seizures

PAGES: tuple[Page, ...] = (
    overview.PAGE,
    progress.PAGE,
    gender.PAGE,
    geography.PAGE,
    seizures.PAGE,
    compare.PAGE,
    activities.PAGE,
    data.PAGE,
)
"""Every page in the order of the navigation."""

CHARTS: dict[str, tuple[Chart, Page]] = {chart.name: (chart, page) for page in PAGES for chart in page.charts}
"""Every chart by name, with the page it stands on."""
