"""Is the document of the whole HTTP contract valid, whole, and are its examples true?"""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from chatserver.core.webhook_kinds import KINDS
from chatserver.described import described
from chatserver.http.application import LARGER
from chatserver.http.catalogue import PROBLEMS
from chatserver.http.documents import operations
from tests.doors import Doors

Document = Mapping[str, Any]
ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md"))
_ADDRESS = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE) (/[\w/{}.-]+)")
_UNNAMED = re.compile(r"{\w+}")
FILE = ROOT / "docs" / "openapi.json"


@pytest.fixture(scope="session")
def document() -> Document:
    """Made once in a process: it takes seconds."""
    return asyncio.run(described())


def nodes(node: Any, path: str = "") -> Iterator[tuple[str, Document]]:
    """Every object of the document but the examples, with where it stands."""
    if isinstance(node, list):
        for number, one in enumerate(node):
            yield from nodes(one, f"{path}/{number}")
    if isinstance(node, dict):
        yield path, node
        for name, one in node.items():
            if name not in ("examples", "example"):
                yield from nodes(one, f"{path}/{name}")


def examples(document: Document) -> Iterator[tuple[str, Document, Any]]:
    """Every example of the document: where it stands, its schema, and itself."""
    for path, node in nodes(document):
        given = node.get("examples")
        if "schema" in node:
            if "example" in node:
                yield path, node["schema"], node["example"]
            for name, one in (given or {}).items():
                yield f"{path}/{name}", node["schema"], value_of(document, one)
        elif isinstance(given, list):
            yield from ((path, node, one) for one in given)


def value_of(document: Document, example: Document) -> Any:
    """An example itself, or the one that all share."""
    if "$ref" in example:
        example = document["components"]["examples"][example["$ref"].rsplit("/", 1)[-1]]
    return example["value"]


@pytest.mark.slow
async def test_it_is_a_document_of_openapi_3_1(document: Document) -> None:
    validate(document)
    assert document["openapi"].startswith("3.1")


@pytest.mark.slow
async def test_the_file_of_it_is_up_to_date(document: Document) -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == document


async def test_every_example_is_what_its_schema_says(document: Document) -> None:
    found = list(examples(document))
    assert len(found) > 150
    wrong = []
    for path, schema, example in found:
        validator = OAS31Validator({**schema, "components": document["components"]})
        wrong += [f"{path}: {error.message}" for error in validator.iter_errors(example)]
    assert wrong == []


async def test_every_operation_is_told_by_name_and_in_words(document: Document) -> None:
    names = [operation["operationId"] for operation in operations(document)]
    assert len(set(names)) == len(names) > 150
    for operation in operations(document):
        assert operation["tags"], operation["operationId"]
        assert operation["description"], operation["operationId"]
        answers = operation["responses"]
        assert any(status.startswith(("2", "3")) for status in answers), operation["operationId"]
        # Whatever goes wrong is a problem of the catalogue.
        assert set(operation["x-problems"]) <= PROBLEMS.keys()
        for status, answer in answers.items():
            if status >= "400":
                shared = document["components"]["responses"][answer["$ref"].rsplit("/", 1)[-1]]
                codes = shared["content"]["application/problem+json"]["examples"]
                assert {PROBLEMS[code].status for code in codes} == {int(status)}


async def test_every_shape_has_a_name_of_its_own(document: Document) -> None:
    """Two with one name get neither: FastAPI writes where they stand in our tree."""
    assert [name for name in document["components"]["schemas"] if "__" in name] == []


async def test_every_list_says_where_it_goes_on(document: Document) -> None:
    schemas = document["components"]["schemas"].values()
    pages = [one["properties"] for one in schemas if "items" in one.get("properties", {})]
    assert len(pages) > 40
    assert [sorted(page) for page in pages if "next_cursor" not in page] == []


async def test_every_address_that_a_page_names_is_there(document: Document) -> None:
    known = {
        (method.upper(), _UNNAMED.sub("{}", path))
        for path, methods in document["paths"].items()
        for method in methods
    }
    named = [
        (page.name, method, _UNNAMED.sub("{}", path.rstrip(".")))
        for page in PAGES
        for method, path in _ADDRESS.findall(page.read_text(encoding="utf-8"))
    ]
    assert len(named) > 60
    assert [one for one in named if one[1:] not in known | {("GET", "/ws")}] == []


async def test_it_names_every_letter_with_the_body_that_is_sent(document: Document) -> None:
    assert document["webhooks"].keys() == {*KINDS, "ping"}
    for name, item in document["webhooks"].items():
        content = item["post"]["requestBody"]["content"]["application/json"]
        assert list(OAS31Validator(content["schema"]).iter_errors(content["example"])) == []
        assert content["example"]["type"] == name
        assert item["post"]["description"]


async def test_who_has_to_wait_is_told_for_how_long(document: Document) -> None:
    for name, answer in document["components"]["responses"].items():
        if name.startswith(("429", "503")):
            assert "Retry-After" in answer["headers"], name


@pytest.mark.slow
async def test_it_is_what_the_server_serves(document: Document, door: Doors) -> None:
    served = (await door.caller.get("/openapi.json")).json()
    demo = {path for path in served["paths"] if path.startswith("/demo/")}
    assert document["paths"].keys() == served["paths"].keys() - demo


def test_whatever_takes_a_file_lets_a_large_one_in(document: Document) -> None:
    takers = {
        _UNNAMED.sub("one", path)
        for path, methods in document["paths"].items()
        for operation in operations({"paths": {path: methods}})
        if set(operation.get("requestBody", {}).get("content", ())) - {"application/json"}
    }
    assert len(takers) >= 9
    assert [one for one in takers if not any(path.search(one) for path, _ in LARGER)] == []
