"""Every municipality in every language the law has for it, in every format, with the wording the site starts with.

The whole of each file is looked into for a sample; ``benchmarks/all_letters.py`` does it for all.
"""

import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from benchmarks.all_letters import all_letters, problems_of_docx, problems_of_pdf, problems_of_text
from gemeenten.letters.letter import Letter
from gemeenten.letters.render_docx import render_docx
from gemeenten.letters.render_pdf import render_pdf
from gemeenten.letters.render_text import render_text
from gemeenten.register.reader import read_register

pytestmark = pytest.mark.drill


@pytest.fixture(scope="module")
def letters() -> list[Letter]:
    return list(all_letters())


def test_there_is_a_letter_to_each_of_the_565(letters: list[Letter]) -> None:
    assert {letter.refnis for letter in letters} == {row.refnis for row in read_register().current}
    assert len({letter.refnis for letter in letters}) == 565


def test_every_text_is_complete_and_in_order(letters: list[Letter]) -> None:
    wrong = {(one.refnis, one.language): problems_of_text(one, render_text(one)) for one in letters}

    assert {key: problems for key, problems in wrong.items() if problems} == {}


def test_every_pdf_is_accessible(letters: list[Letter]) -> None:
    wrong = [one.refnis for one in letters if b"<pdfuaid:part>1</pdfuaid:part>" not in render_pdf(one)]

    assert wrong == []


def test_pdfs_are_tagged_titled_embedded_and_in_order(letters: list[Letter]) -> None:
    wrong = {(one.refnis, one.language): problems_of_pdf(one, render_pdf(one)) for one in letters[::12]}

    assert {key: problems for key, problems in wrong.items() if problems} == {}


def test_documents_open_again_with_styles_language_and_title(letters: list[Letter]) -> None:
    wrong = {(one.refnis, one.language): problems_of_docx(one, render_docx(one)) for one in letters[::5]}

    assert {key: problems for key, problems in wrong.items() if problems} == {}


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler's pdftotext")
def test_another_program_reads_the_pdf_in_the_same_order(letters: list[Letter], tmp_path: Path) -> None:
    for one in letters[::100]:
        file = tmp_path / "letter.pdf"
        file.write_bytes(render_pdf(one))
        read = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, check=True, timeout=30)
        assert problems_of_text(one, read.stdout.decode()) == [], one.refnis


@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice Writer")
def test_libreoffice_opens_the_document(letters: list[Letter], tmp_path: Path) -> None:
    file = tmp_path / "letter.docx"
    file.write_bytes(render_docx(letters[0]))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, file],
        capture_output=True,
        check=True,
        timeout=120,
    )
    pages = PdfReader(tmp_path / "letter.pdf").pages
    assert problems_of_text(letters[0], " ".join(page.extract_text() for page in pages)) == []
