"""How does a door say no?"""

import pytest

from chatserver.http.catalogue import PROBLEMS
from tests.http.trial import trial


async def test_a_refusal_is_a_problem_with_its_code_page_and_request() -> None:
    async with trial() as caller:
        answer = await caller.get("/api/v1/things/mine", headers={"X-Request-Id": "knock-1"})
        page = await caller.get(answer.json()["type"])

    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == "knock-1"
    assert answer.json() == {
        "type": "/docs/problems/forbidden",
        "title": PROBLEMS["forbidden"].title,
        "status": 403,
        "code": "forbidden",
        "request_id": "knock-1",
        "permission": "chats.send",
    }
    assert page.status_code == 200


async def test_every_mistake_is_named_at_once() -> None:
    async with trial() as caller:
        answer = await caller.post("/api/v1/wishes?limit=x", json={"text": "too long"})

    found = {(e.get("in"), e["pointer"], e["code"]) for e in answer.json()["errors"]}
    assert answer.status_code == 422
    assert found == {
        ("query", "/limit", "int_parsing"),
        (None, "/text", "string_too_long"),
        (None, "/count", "missing"),
    }


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "json_invalid"),
        (b'{"text": "\\ud800", "count": 1}', "string_unicode"),
        (b"\xff", "json_invalid"),
        (b"[" * 100_000, "json_invalid"),
    ],
)
async def test_a_body_that_cannot_be_read_is_a_mistake_of_the_caller(
    body: bytes, code: str
) -> None:
    async with trial() as caller:
        answer = await caller.post(
            "/api/v1/wishes", content=body, headers={"Content-Type": "application/json"}
        )

    assert answer.status_code in (400, 422)
    assert [e["code"] for e in answer.json().get("errors", [{"code": code}])] == [code]


@pytest.mark.parametrize("kind", [None, "application/x-www-form-urlencoded", "text/plain"])
async def test_a_body_that_is_not_said_to_be_json_is_told_what_to_say(kind: str | None) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    async with trial() as caller:
        answer = await caller.post(
            "/api/v1/wishes", content=b'{"text": "a", "count": 1}', headers=headers
        )

    [mistake] = answer.json()["errors"]
    assert (answer.status_code, mistake["pointer"], mistake["code"]) == (422, "", "not_json")
    assert "Content-Type: application/json" in mistake["message"]


async def test_the_sentence_is_in_the_readers_language() -> None:
    async with trial() as caller:
        answer = await caller.get("/api/v1/things/x", headers={"Accept-Language": "ru-RU, en;q=.5"})

    assert answer.json()["title"] == PROBLEMS["not_found"].title_ru
    assert answer.headers["content-language"] == "ru"


@pytest.mark.parametrize(
    ("thing", "status", "code", "retry"),
    [("busy", 503, "overloaded", "2"), ("down", 503, "unavailable", "1")],
)
async def test_trouble_says_when_to_come_back(
    thing: str, status: int, code: str, retry: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with trial() as caller:
        answer = await caller.get(f"/api/v1/things/{thing}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    told = "the database could not do what was asked: no route to host"
    assert (told in caplog.text) is (thing == "down")
    assert answer.headers["retry-after"] == retry


async def test_a_fault_of_ours_tells_nothing_but_where_to_look() -> None:
    async with trial() as caller:
        answer = await caller.get("/api/v1/things/broken", headers={"X-Request-Id": "knock-1"})

    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert answer.json()["request_id"] == "knock-1"
    assert "ZeroDivision" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_unknown_addresses_and_methods_are_problems_too() -> None:
    async with trial() as caller:
        nowhere = await caller.get("/api/v1/nowhere", headers={"Accept": "text/html"})
        wrong = await caller.delete("/api/v1/wishes")

    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert wrong.headers["allow"] == "POST"


@pytest.mark.parametrize("name", ["", "a" * 65, "spaced out", "привет"])
async def test_a_request_id_that_is_not_decent_is_replaced(name: str) -> None:
    async with trial() as caller:
        answer = await caller.get("/livez", headers={b"X-Request-Id": name.encode()})

    assert answer.headers["x-request-id"].encode() != name.encode()
    assert len(answer.headers["x-request-id"]) >= 12
