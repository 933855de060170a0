"""A campaign list of 300 through the real admin: five bad lines stop it, the corrected file is imported as drafts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from gemeenten.register.reader import read_register
from tests.browser.running import Portal, log_in

#: All of Wallonia and Brussels and the first of around Leuven, which have no profile in the starter content. They
#: stay drafts, so nothing public changes for other tests.
NUMBER = 300
BAD = {
    17: ("99999;;beslist;2024;", "kent geen gemeente"),
    80: (";Saint-Nicolas;beslist;2024;", "Sint-Niklaas"),
    121: ("{code};;beslist;2031-01-01;", "toekomst"),
    200: ("{code};;beslist;2024;onderwys", "Onderwijs"),
    301: ("{code};;misschien;2024;", "Onbekende stap"),
}


def campaign_list() -> list[str]:
    """The lines of a list; the first holds the headings."""
    order = {"03000": 0, "04000": 1}
    rows = sorted(
        read_register().current,
        key=lambda row: (order.get(row.region, 2), not row.refnis.startswith("24"), row.refnis),
    )
    lines = [f"{row.refnis};{row.name_fr};beslist;2024-{1 + n % 12:02};onderwijs" for n, row in enumerate(rows)]
    return ["NIS-code;gemeente;stap;datum;activiteiten", *lines[:NUMBER]]


def send(tab: Page, portal: Portal, file: Path, lines: list[str]) -> None:
    """Upload a file; ends at its report."""
    file.write_text("\n".join(lines), encoding="cp1252")
    tab.goto(f"{portal.url}/admin/")
    tab.get_by_role("link", name="Import en export").click()
    tab.locator("input[type=file]").set_input_files(file)
    tab.locator("form[enctype] button[type=submit]").click()
    tab.wait_for_url(re.compile(r"/admin/profiles/import/[0-9a-f-]{36}/"))


@pytest.mark.drill
def test_list_of_300_with_five_bad_lines_and_then_corrected(browser: Browser, portal: Portal, tmp_path: Path) -> None:
    right = campaign_list()
    wrong = list(right)
    for line, (text, _told) in BAD.items():
        wrong[line - 1] = text.format(code=right[line - 1].partition(";")[0])
    tab = log_in(browser, portal, "redactie")
    tab.set_default_timeout(120_000)

    send(tab, portal, tmp_path / "lijst.csv", wrong)
    rows = tab.locator("#problems tbody tr")
    expect(rows).to_have_count(5)
    for row, (line, (_text, told)) in zip(rows.all(), BAD.items(), strict=True):
        expect(row.locator("th")).to_have_text(str(line))
        expect(row).to_contain_text(told)
    expect(tab.locator("button[name=apply]")).to_have_count(0)

    send(tab, portal, tmp_path / "lijst.csv", right)
    expect(tab.locator("#changes tbody tr")).to_have_count(NUMBER)
    tab.locator("button[name=apply]").click()
    expect(tab.get_by_role("heading", name="Geïmporteerd").first).to_be_visible(timeout=300_000)

    send(tab, portal, tmp_path / "lijst.csv", right)
    expect(tab.locator("main")).to_contain_text("Er valt niets te importeren")
    visitor = browser.new_page()
    visitor.goto(f"{portal.url}/nl/gemeenten/?q={right[1].split(';')[1]}")
    expect(visitor.locator("main")).not_to_contain_text("maart 2024")
    visitor.close()
