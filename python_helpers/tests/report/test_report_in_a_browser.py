"""The report in a real Chromium: on a wide screen, on a phone, on paper."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from python_helpers.tests.report.conftest import ReportedPractice

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
WIDE, PHONE, SMALL_PHONE = 1280, 375, 320


def chromium() -> str:
    """The browser that CHROMIUM names, else the system's."""
    named = os.environ.get("CHROMIUM")
    found = named if named and Path(named).is_file() else None
    for name in NAMES:
        found = found or shutil.which(name)
    if found is None:
        pytest.fail(
            "no Chromium: run `apt-get install chromium`, or set CHROMIUM to its path",
            pytrace=False,
        )
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


class Shown:
    """The report in a tab of some width, and what the tab complained of or asked for."""

    def __init__(self, page: Page, report: Path) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.goto(report.as_uri())


@pytest.fixture(params=[WIDE, PHONE, SMALL_PHONE])
def shown(
    request: pytest.FixtureRequest, browser: Browser, reported: ReportedPractice
) -> Iterator[Shown]:
    # without scripts: the page must be readable where they are off
    context = browser.new_context(
        viewport={"width": request.param, "height": 800}, java_script_enabled=False
    )
    yield Shown(context.new_page(), reported.report)
    context.close()


def open_at(browser: Browser, report: Path, width: int) -> Shown:
    page = browser.new_page(viewport={"width": width, "height": 800})
    return Shown(page, report)


def test_nothing_is_fetched_and_nothing_complains(shown: Shown, reported: ReportedPractice) -> None:
    assert shown.complaints == []
    assert [url for url in shown.requests if not url.startswith("data:")] == [
        reported.report.as_uri()
    ]


@pytest.mark.parametrize("width", [WIDE, 820, PHONE, SMALL_PHONE])
def test_nothing_is_wider_than_the_screen(
    browser: Browser, reported: ReportedPractice, width: int
) -> None:
    page = open_at(browser, reported.report, width).page
    for tables in page.locator("summary").all():
        tables.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # a table may be wider, in a box of its own that scrolls
    wide = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(e => !e.closest('.scroll') && !e.closest('.hidden'))
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert wide == []


@pytest.mark.parametrize(("width", "kind"), [(WIDE, "wide"), (PHONE, "narrow")])
def test_one_picture_of_each_chart_is_seen_with_its_table(
    browser: Browser, reported: ReportedPractice, width: int, kind: str
) -> None:
    page = open_at(browser, reported.report, width).page
    articles = page.locator("article:has(figure)").all()
    assert len(articles) >= 15
    for article in articles:
        title = article.locator("h3").inner_text()
        seen = [chart for chart in article.locator("svg").all() if chart.is_visible()]
        assert [chart.get_attribute("class") for chart in seen] == [kind], title
        box = seen[0].bounding_box()
        assert box and box["width"] > 250 and box["height"] > 30, title
        table = article.locator("details table")
        assert not table.is_visible(), title
        article.locator("summary").click()
        assert table.is_visible(), title
        assert table.locator("tbody tr").count() >= 1, title


@pytest.mark.parametrize("width", [WIDE, 720, PHONE, SMALL_PHONE])
def test_letters_are_large_enough_to_read(
    browser: Browser, reported: ReportedPractice, width: int
) -> None:
    page = open_at(browser, reported.report, width).page
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('svg text')]
            .filter(e => e.getClientRects().length)
            .map(e => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a)"""
    )
    assert min(sizes) >= 9


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_no_letter_of_a_chart_is_cut_off(
    browser: Browser, reported: ReportedPractice, width: int
) -> None:
    page = open_at(browser, reported.report, width).page
    cut = page.evaluate(
        """() => [...document.querySelectorAll('svg')]
            .filter(svg => svg.getClientRects().length)
            .flatMap(svg => {
                const box = svg.getBoundingClientRect();
                return [...svg.querySelectorAll('text')].filter(text => {
                    const at = text.getBoundingClientRect();
                    return at.width && (at.left < box.left - 1 || at.right > box.right + 1
                        || at.top < box.top - 2 || at.bottom > box.bottom + 2);
                }).map(text => svg.getAttribute('aria-label').slice(0, 40)
                    + ': ' + text.textContent);
            })"""
    )
    assert cut == []


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_labels_of_axes_do_not_lie_on_each_other(
    browser: Browser, reported: ReportedPractice, width: int
) -> None:
    page = open_at(browser, reported.report, width).page
    collided = page.evaluate(
        """() => [...document.querySelectorAll('.role-axis-label')]
            .filter(axis => axis.getClientRects().length)
            .flatMap(axis => {
                const boxes = [...axis.querySelectorAll('text')]
                    .map(text => [text.getBoundingClientRect(), text.textContent])
                    .filter(([box]) => box.width);
                return boxes.slice(1).filter(([box], place) => {
                    const [before] = boxes[place];
                    return box.left < before.right - 0.5 && before.left < box.right - 0.5
                        && box.top < before.bottom - 3 && before.top < box.bottom - 3;
                }).map(([, text]) => axis.closest('svg').getAttribute('aria-label').slice(0, 40)
                    + ': ' + text);
            })"""
    )
    assert collided == []


def test_it_prints_on_pages_with_its_tables(browser: Browser, reported: ReportedPractice) -> None:
    page = open_at(browser, reported.report, WIDE).page
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) >= 6
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 990})
    # a picture that a page can't hold would be cut
    heights = page.evaluate(
        "() => [...document.querySelectorAll('.shown')].map(e => e.getBoundingClientRect().height)"
    )
    assert max(heights) < 900
    hidden = page.evaluate(
        """() => [...document.querySelectorAll('details table')]
            .filter(table => !table.checkVisibility({contentVisibilityAuto: true}))
            .map(table => table.closest('article').querySelector('h3').textContent)"""
    )
    assert hidden == []
    widths = page.evaluate(
        """() => [...document.querySelectorAll('table')]
            .filter(table => table.getBoundingClientRect().width > 701)
            .map(table => table.closest('article').querySelector('h3').textContent)"""
    )
    assert widths == []
