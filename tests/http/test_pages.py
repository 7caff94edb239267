"""Can people read what the doors take and answer?"""

import asyncio
import re

import pytest

from chatserver.http.catalogue import PROBLEMS
from chatserver.http.kept_texts import KeptTexts
from tests.http.trial import trial


async def test_the_page_names_every_address_and_every_problem() -> None:
    async with trial() as caller:
        page = await caller.get("/docs")

    assert "/api/v1/wishes" in page.text
    assert all(f"/docs/problems/{code}" in page.text for code in PROBLEMS)


async def test_the_page_tells_what_goes_in_and_what_may_be_refused() -> None:
    async with trial() as caller:
        page = (await caller.get("/docs")).text

    [article] = [one for one in page.split("<article>") if "POST</span>" in one and "wishes" in one]
    fields, _, refusals = article.partition("</details>")
    assert "<code>text</code>* string" in fields
    assert "<code>count</code>* integer" in fields
    assert "/docs/problems/validation" in refusals


async def test_every_topic_is_a_step_away() -> None:
    async with trial() as caller:
        page = (await caller.get("/docs")).text

    leads = re.findall('href="#([^"]+)"', page)
    assert leads
    assert leads == re.findall('<h2 id="([^"]+)"', page)


async def test_programs_read_the_same_in_markdown() -> None:
    async with trial() as caller:
        index = await caller.get("/llms.txt")
        every = await caller.get("/docs.md")

    assert index.headers["content-type"] == "text/markdown; charset=utf-8"
    assert index.text.startswith("# chatserver\n\n> Chats between")
    assert re.findall(r"\]\((/docs[^)]*)\)", index.text) == ["/docs.md", "/docs.md#problem-codes"]
    assert "\n- `POST /api/v1/wishes`: " in every.text
    assert "\n## Problem codes\n" in every.text
    assert all(f"\n- `{code}` (" in every.text for code in PROBLEMS)


@pytest.mark.parametrize("code", list(PROBLEMS))
async def test_every_problem_has_its_page_in_both_languages(code: str) -> None:
    async with trial() as caller:
        english = await caller.get(f"/docs/problems/{code}")
        russian = await caller.get(f"/docs/problems/{code}", headers={"Accept-Language": "ru"})

    assert english.status_code == russian.status_code == 200
    assert 'lang="ru"' in russian.text
    assert 'lang="en"' in english.text


async def test_a_problem_that_does_not_exist_has_no_page() -> None:
    async with trial() as caller:
        assert (await caller.get("/docs/problems/<script>")).status_code == 404


@pytest.mark.parametrize(
    ("path", "leads_to"), [("/", "/docs"), ("/chat", "/chat/"), ("/console", "/console/")]
)
async def test_a_short_address_leads_on(path: str, leads_to: str) -> None:
    async with trial() as caller:
        answer = await caller.get(path)
    assert (answer.status_code, answer.headers["location"]) == (307, leads_to)


async def test_who_follows_a_link_that_leads_nowhere_reads_a_page_and_a_program_a_problem() -> None:
    reads = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "ru"}
    async with trial() as caller:
        page = await caller.get("/nowhere", headers=reads)
        program = await caller.get("/nowhere")
        form = await caller.post("/nowhere", headers=reads)

    assert {page.status_code, program.status_code, form.status_code} == {404}
    assert page.headers["content-type"].startswith("text/html")
    assert 'href="/console/"' in page.text
    assert "style-src 'unsafe-inline'" in page.headers["content-security-policy"]
    assert "Проверьте адрес." in page.text
    assert program.json()["code"] == form.json()["code"] == "not_found"


async def test_what_takes_long_is_made_once_for_all_who_ask() -> None:
    made: list[str] = []

    def make() -> str:
        made.append("once")
        return "text"

    texts = KeptTexts()
    assert await asyncio.gather(*(texts.get("a", make) for _ in range(5))) == [b"text"] * 5
    assert await texts.get("a", make) == b"text"
    assert made == ["once"]
