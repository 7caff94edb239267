"""Can a reader look up whatever the code and the pages refer to?

Numbers stand in docs/requirements.md, four digits in docs/decisions/, and what is quoted behind the
name of a page is one of its headings.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
FOLDERS = (
    *(ROOT / name for name in ("chatserver", "bots", "admin_api", "tests", "benchmarks", "docs")),
    *sorted((ROOT / "web").glob("*/src")),
)
FILES = [
    file
    for folder in FOLDERS
    for file in sorted(folder.rglob("*"))
    if file.suffix in {".py", ".md", ".ts", ".tsx"} and file != Path(__file__)
]
PAGES = [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "web" / "README.md"]

# `- **D5. …`, `- 35. …`, `- K11. …`, `| T4 | …`, and of `### A7, A8. …` both.
_STANDS = re.compile(r"^(?:- (?:\*\*)?|\| )([A-Z]?\d+)(?:\. | \|)", re.MULTILINE)
_SECTION = re.compile(r"^### ([A-Z]\d+(?:, [A-Z]\d+)*)\. ", re.MULTILINE)
# What is in quotes on one line is a value; a docstring is not.
_VALUE = re.compile(r'(?<!")"(?!")[^"\n]*"(?!")')
_RULE = re.compile(r"\b[BDKLOTWX]\d{1,2}\b")
_LISTED = re.compile(r"(?i)\brequirements? ((?:[A-Z]?\d+(?:[-–, ]| and | to )*)+)")
_NUMBER = re.compile(r"[A-Z]?\d+")
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)]+))?\)")
_QUOTED = re.compile(r'docs/(\w+\.md), "([^"]+)"')
_DECISION = re.compile(r"decisions/(\d{4})")
_PAGE = re.compile(r"(?<![\w/*-])(?:docs/)?([\w-]+\.md)\b")


def numbers() -> set[str]:
    text = (DOCS / "requirements.md").read_text(encoding="utf-8")
    sections = {one for listed in _SECTION.findall(text) for one in listed.split(", ")}
    return {*_STANDS.findall(text), *sections}


def headings(page: Path) -> set[str]:
    lines = page.read_text(encoding="utf-8").splitlines()
    return {line.lstrip("#").strip() for line in lines if line.startswith("#")}


def anchor(heading: str) -> str:
    """What GitHub makes of a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def referred(text: str) -> Iterator[str]:
    """Every number of a requirement, a decision about the product, or a rule of mini-apps."""
    yield from _RULE.findall(_VALUE.sub("", text))
    for listed in _LISTED.findall(text):
        yield from _NUMBER.findall(listed)


@pytest.fixture(scope="session")
def written() -> dict[str, str]:
    return {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in FILES}


@pytest.mark.slow
def test_every_number_stands_among_the_requirements(written: dict[str, str]) -> None:
    known = numbers()
    assert len(known) > 200
    named = {(name, one) for name, text in written.items() for one in referred(text)}
    assert len(named) > 200
    assert [one for one in named if one[1] not in known] == []


def test_every_heading_that_is_quoted_stands_on_its_page(written: dict[str, str]) -> None:
    quoted = [
        (name, page, heading)
        for name, text in written.items()
        for page, heading in _QUOTED.findall(" ".join(text.split()))
    ]
    assert len(quoted) > 10
    assert [one for one in quoted if one[2] not in headings(DOCS / one[1])] == []


@pytest.mark.slow
def test_every_page_that_is_named_is_there(written: dict[str, str]) -> None:
    folders = (ROOT, DOCS, DOCS / "decisions", ROOT / "web")
    there = {file.name for folder in folders for file in folder.glob("*.md")}
    named = {(name, one) for name, text in written.items() for one in _PAGE.findall(text)}
    assert len(named) > 20
    assert [one for one in named if one[1] not in there] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for path, heading in _LINK.findall(page.read_text(encoding="utf-8")):
        there = (page.parent / path) if path else page
        assert there.exists(), path
        if heading:
            assert heading in {anchor(one) for one in headings(there)}


def test_every_decision_that_is_named_is_there(written: dict[str, str]) -> None:
    there = {file.name[:4] for file in (DOCS / "decisions").glob("*.md")}
    named = {(name, one) for name, text in written.items() for one in _DECISION.findall(text)}
    assert len(named) > 10
    assert [one for one in named if one[1] not in there] == []


def test_every_decision_stands_in_the_list_of_them_by_its_title() -> None:
    folder = DOCS / "decisions"
    entries = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    for page in folder.glob("0*.md"):
        number, _, title = page.read_text(encoding="utf-8").splitlines()[0][2:].partition(". ")
        assert page.name.startswith(f"{number}-")
        assert entries.count(f"- [{int(number)}]({page.name}) {title}") == 1


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = [page.name[:4] for page in (DOCS / "decisions").glob("0*.md")]
    assert sorted(numbers) == sorted(set(numbers))
