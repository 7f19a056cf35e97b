"""The page of an audit in a real browser: it is quiet, it sorts, filters and prints, on a desk and on a phone.

Needs `pip install 'maplint[browser]'` and a Chromium (or Chrome) of the system; without them these tests are passed over.
MAPLINT_SCREENSHOTS=FOLDER keeps pictures for eyes.
"""

from __future__ import annotations

import io
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from maplint.report.html import render
from maplint.report.text import clean
from tests.report.audits import PAGE, audit_of, numbered, rules_of
from tests.report.test_html import HOSTILE, in_files, real_rules, sample_audit

if TYPE_CHECKING:
    from collections.abc import Iterator

playwright = pytest.importorskip("playwright.sync_api", reason="pip install 'maplint[browser]'")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pypdf = pytest.importorskip("pypdf")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
DESK, PHONE = (1280, 900), (390, 844)
NAMES = ("sample", "hostile", "large")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages to look at: the sample, one whose every text is an attack, a large one."""
    found = tmp_path_factory.mktemp("pages")
    attack, _ = numbered(lambda number: in_files(f"{HOSTILE[number % len(HOSTILE)]}{number}"))
    plain, _ = numbered(lambda number: f"some-longer-name-{number:06}")
    made = {
        "sample": render(sample_audit(), real_rules),
        "hostile": render(
            audit_of(attack, mappings=3, groups=12, findings=12),
            rules_of(PAGE + "".join(f"\n\n## Guard\n\n{text}\n" for text in HOSTILE), HOSTILE[0]),
        ),
        "large": render(audit_of(plain, mappings=5, attributes=60, groups=100, findings=200), rules_of(PAGE)),
    }
    for name, html in made.items():
        (found / f"{name}.html").write_bytes(html.encode("utf-8", "replace"))
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


class Seen(NamedTuple):
    """A page, and all that happened there but what it shows."""

    page: Any
    events: list[str]


@contextmanager
def opened(browser: Any, file: Path, size: tuple[int, int] = DESK, **options: Any) -> Iterator[Seen]:
    """A page in a window of its own. Nothing may happen there."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce", **options)
    page = context.new_page()
    events: list[str] = []
    page.on("console", lambda message: events.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: events.append(f"error: {error}"))
    page.on("request", lambda request: events.append(f"request: {request.url}"))
    page.on("popup", lambda _: events.append("popup"))

    def refuse(dialog: Any) -> None:
        events.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", refuse)
    try:
        page.goto(file.as_uri())
        assert events == [f"request: {file.as_uri()}"]
        events.clear()
        yield Seen(page, events)
        page.wait_for_timeout(100)
        assert events == []
    finally:
        context.close()


def keep(page: Any, name: str) -> None:
    """Keep a picture, when somebody wants to look."""
    target = os.environ.get("MAPLINT_SCREENSHOTS")
    if target:
        # A browser takes no picture of what is hundreds of screens high.
        page.screenshot(path=f"{target}/{name}.png", full_page="large" not in name)


def rows(page: Any, section: str, column: int) -> list[str]:
    """The shown cells of a column."""
    found: list[str] = page.locator(f"#{section} tbody tr:visible > :nth-child({column})").all_inner_texts()
    return [text.split("\n")[0] for text in found]


# --- quiet ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_nothing_happens_but_the_page(browser: Any, folder: Path, name: str) -> None:
    with opened(browser, folder / f"{name}.html") as (page, _):
        page.locator("button", has_text="Open all").click()
        for box in page.locator("input[type=search]").all():
            box.fill("a")
            box.fill("")
        for head in page.locator("th button").all()[:12]:
            head.click()
        page.mouse.move(300, 500)
        keep(page, name)


def test_attacks_are_there_to_read(browser: Any, folder: Path) -> None:
    with opened(browser, folder / "hostile.html") as (page, _):
        told = page.locator("body").text_content()
        for attack in HOSTILE[:20]:
            assert clean(attack) in told
        assert page.evaluate("document.scripts.length") == 1
        assert (
            page.evaluate("document.images.length + document.forms.length + document.querySelectorAll('iframe').length")
            == 0
        )


def test_no_script_runs_that_is_not_the_page_s_own(browser: Any, folder: Path, tmp_path: Path) -> None:
    """The policy, should an escape ever be forgotten."""
    html = (folder / "sample.html").read_text("utf-8")
    broken = html.replace(
        "<main>", "<main><script>document.title = 'run'</script><img src=x onerror='document.title = \"run\"'>"
    )
    assert broken != html
    (tmp_path / "broken.html").write_text(broken, encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    page.goto((tmp_path / "broken.html").as_uri())
    page.wait_for_timeout(100)
    assert page.title().endswith("maplint audit")
    context.close()


# --- sorting and filtering --------------------------------------------------------------------------------------------------


def test_tables_are_sorted_by_click_and_by_key(browser: Any, folder: Path) -> None:
    with opened(browser, folder / "sample.html") as (page, _):
        before = rows(page, "coverage", 1)
        head = page.locator("#coverage th", has_text="Null")
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == "descending"
        assert rows(page, "coverage", 1)[0] == "department"
        assert [int(text) for text in rows(page, "coverage", 5)] == [1] + [0] * 9
        head.locator("button").press("Enter")
        assert head.get_attribute("aria-sort") == "ascending"
        assert rows(page, "coverage", 1)[-1] == "department"
        names = page.locator("#coverage th", has_text="Attribute")
        names.locator("button").press(" ")
        assert (names.get_attribute("aria-sort"), head.get_attribute("aria-sort")) == ("ascending", "none")
        assert rows(page, "coverage", 1) == sorted(before, key=str.lower)


def test_tables_are_filtered(browser: Any, folder: Path) -> None:
    with opened(browser, folder / "sample.html") as (page, _):
        box = page.get_by_label("Filter attributes")
        box.fill("LAST user")
        assert rows(page, "coverage", 1) == ["name.familyName", "displayName"]
        assert page.locator("#coverage output").inner_text() == "2 of 10 shown"
        box.fill("")
        assert len(rows(page, "coverage", 1)) == 10
        assert page.locator("#coverage output").inner_text() == ""


def causes(page: Any) -> list[str]:
    found: list[str] = page.locator(".cause:visible .place").all_inner_texts()
    return [text.split()[0] for text in found if text.startswith("#")]


def test_causes_are_filtered_by_severity_and_words(browser: Any, folder: Path) -> None:
    with opened(browser, folder / "sample.html") as (page, _):
        everything = [f"#{number}" for number in range(1, 16)]
        assert causes(page) == everything
        chip = page.get_by_role("button", name="Warnings 6")
        chip.click()
        assert chip.get_attribute("aria-pressed") == "false"
        assert causes(page) == everything[:6] + everything[12:]
        page.get_by_label("Filter causes").fill("username MAP507")
        assert causes(page) == ["#1"]
        assert page.locator("#cause-tools output").inner_text() == "1 of 15 causes"
        page.get_by_label("Filter causes").fill("nowhere to be found")
        assert causes(page) == []
        assert page.get_by_text("No cause fits the filter.").is_visible()


def test_causes_are_put_in_order(browser: Any, folder: Path) -> None:
    with opened(browser, folder / "large.html") as (page, _):
        numbers = "[...document.querySelectorAll('.cause')].map((one) => [one.dataset.severity, one.dataset.users, one.dataset.place])"
        for order in ("users", "place", "severity"):
            page.get_by_label("Order").select_option(order)
            found = page.evaluate(numbers)
            key = {
                "users": lambda one: -int(one[1]),
                "place": lambda one: one[2],
                "severity": lambda one: (one[0], -int(one[1])),
            }[order]
            assert found == sorted(found, key=key), order


def test_a_link_opens_what_it_leads_to(browser: Any, folder: Path) -> None:
    with opened(browser, folder / "sample.html") as (page, _):
        page.get_by_label("Filter causes").fill("nowhere to be found")
        mark = page.locator("#coverage tbody tr", has_text="countryCode").locator(".mark")
        number = mark.inner_text()
        mark.click()
        cause = page.locator(f"details:has(> #cause-{number})")
        assert cause.get_attribute("open") is not None
        assert cause.get_by_text("JPN").first.is_visible()
        cause.locator("a", has_text="MAP410").click()
        assert page.locator("details:has(> #rule-MAP410)").get_by_text("Why it matters").is_visible()


def test_all_causes_open_and_close(browser: Any, folder: Path) -> None:
    with opened(browser, folder / "sample.html") as (page, _):
        count = "document.querySelectorAll('.cause[open]').length"
        assert page.evaluate(count) == 3
        page.get_by_role("button", name="Open all").click()
        assert page.evaluate(count) == 15
        page.get_by_role("button", name="Close all").click()
        assert page.evaluate(count) == 0


# --- themes, widths, paper --------------------------------------------------------------------------------------------------

BACKGROUND = "getComputedStyle(document.body).backgroundColor"


def test_the_theme_follows_the_system_until_somebody_chooses(browser: Any, folder: Path) -> None:
    with opened(browser, folder / "sample.html", color_scheme="dark") as (page, events):
        dark = page.evaluate(BACKGROUND)
        keep(page, "dark")
        page.emulate_media(color_scheme="light")
        light = page.evaluate(BACKGROUND)
        assert dark != light
        page.get_by_role("button", name="Dark theme").click()
        assert page.evaluate(BACKGROUND) == dark
        page.reload()
        assert page.evaluate(BACKGROUND) == dark
        assert page.get_by_role("button", name="Light theme").is_visible()
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
        assert events == [f"request: {(folder / 'sample.html').as_uri()}"]
        events.clear()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [320, PHONE[0], 768, DESK[0]])
def test_the_page_is_as_wide_as_its_window(browser: Any, folder: Path, name: str, width: int) -> None:
    with opened(browser, folder / f"{name}.html", (width, 844)) as (page, _):
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        wide = """[...document.querySelectorAll('body *')].filter((one) => {
            const box = one.getBoundingClientRect();
            return box.right > innerWidth + 1 && box.width && !one.closest('.wide, pre, nav, svg, .unseen');
        }).map((one) => one.outerHTML.slice(0, 200))"""
        assert page.evaluate(wide) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
        keep(page, f"{name}-{width}")


@pytest.mark.parametrize("scripts", [True, False], ids=["with its script", "without"])
def test_paper_has_everything(browser: Any, folder: Path, scripts: bool) -> None:
    with opened(browser, folder / "sample.html", java_script_enabled=scripts) as (page, events):
        paper = page.pdf(prefer_css_page_size=True, print_background=True)
        if scripts:
            assert page.evaluate("document.querySelectorAll('.cause[open]').length") == 3
        events.clear()
    reader = pypdf.PdfReader(io.BytesIO(paper))
    width, height = (float(side) / 72 * 25.4 for side in reader.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (210, 297)
    told = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for part in (
        "4 of 11 users would be refused by larkmoor_rota_1",
        *("Causes", "Coverage", "Shared values", "Matching", "Lengths and shapes", "Rules", "This audit"),
        "Write deckhand",  # in a cause that is closed on the screen
        "To a SCIM server",  # on a rule's page that is closed on the screen
        "desk@larkmoor.example",
        f"1 / {len(reader.pages)}",
    ):
        assert part in told, part
    assert "Filter causes" not in told
    target = os.environ.get("MAPLINT_SCREENSHOTS")
    if target:
        (Path(target) / "sample.pdf").write_bytes(paper)


def test_the_page_is_whole_without_its_script(browser: Any, folder: Path) -> None:
    with opened(browser, folder / "sample.html", java_script_enabled=False) as (page, _):
        assert page.locator(".tools:visible, #theme:visible").count() == 0
        assert len(rows(page, "coverage", 1)) == 10
        assert page.locator(".cause:visible").count() == 15
        page.locator("#cause-9").click()
        assert page.locator("details:has(> #cause-9) dd").first.is_visible()


# --- for everybody ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing(browser: Any, folder: Path, theme: str, size: tuple[int, int]) -> None:
    """The rules of WCAG 2.2 A and AA that a program can check, contrast among them."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=theme, bypass_csp=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto((folder / "sample.html").as_uri())
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    found = axe.Axe().run(page)
    context.close()
    assert found.violations_count == 0, found.generate_report()
