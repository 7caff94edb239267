import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chatserver.core.webhook_kinds import KINDS
from chatserver.wire.pushes import PUSHES
from chatserver.wire.requests import REQUESTS, tag
from chatserver.wire.schema import generate, shapes
from chatserver.wire.schema.asyncapi import asyncapi
from chatserver.wire.schema.files import FILES
from chatserver.wire.schema.tables import TABLES, with_tables
from chatserver.wire.schema.typescript import typescript

ROOT = Path(__file__).parents[2]


def test_the_generated_files_are_up_to_date() -> None:
    assert generate(ROOT, check=True) == []


def test_what_is_missing_or_old_is_named_and_made(tmp_path: Path) -> None:
    page = tmp_path / "docs/protocol.md"
    page.parent.mkdir()
    page.write_text("Limits:\n<!-- generated:limits -->\nold\n<!-- end -->\nThat is all.\n")
    old = "<!-- generated:kinds -->\nold\n<!-- end -->\n"
    (tmp_path / "docs/webhooks.md").write_text(old)
    every = [tmp_path / name for name in FILES]
    assert generate(tmp_path, check=True) == every
    assert not (tmp_path / "docs/asyncapi.json").exists()
    assert generate(tmp_path, check=False) == every
    assert generate(tmp_path, check=True) == []
    text = page.read_text()
    assert text.startswith("Limits:\n<!-- generated:limits -->\n| name |")
    assert text.endswith("|\n<!-- end -->\nThat is all.\n")


def test_making_them_twice_gives_the_same() -> None:
    assert typescript() == typescript()
    assert asyncapi() == asyncapi()


def test_every_table_stands_in_the_page_once() -> None:
    page = (ROOT / "docs/protocol.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"<!-- generated:(\w+) -->", page)) == sorted(TABLES)
    assert page.count("<!-- end -->") == len(TABLES)
    assert with_tables(page) == page
    hooks = (ROOT / "docs/webhooks.md").read_text(encoding="utf-8")
    assert all(f"| `{kind}` |" in hooks for kind in KINDS)
    for kind in REQUESTS:
        assert f"| `{kind}` |" in page
    for push in PUSHES:
        assert f"`{tag(push)}`" in page
    for kind in shapes.BODIES:
        assert f"| `{kind}` |" in page


def refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "$ref" in value:
            assert list(value) == ["$ref"], "a $ref hides what stands beside it"
            yield value["$ref"]
        for inner in value.values():
            yield from refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from refs(inner)


def found(document: Any, ref: str) -> Any:
    for name in ref.removeprefix("#/").split("/"):
        document = document[name]
    return document


def test_every_reference_of_the_asyncapi_document_leads_somewhere() -> None:
    document = json.loads(asyncapi())
    pointed = set(refs(document))
    assert len(pointed) > 100
    for ref in pointed:
        assert found(document, ref)


def test_every_message_is_one_object_with_a_type_of_its_own() -> None:
    document = json.loads(asyncapi())
    for name, message in document["components"]["messages"].items():
        payload = found(document, message["payload"]["$ref"])
        assert payload["type"] == "object", name
        assert payload["properties"]["type"]["const"] == message["name"]


def test_every_request_is_an_operation_and_every_answer_its_reply() -> None:
    operations = json.loads(asyncapi())["operations"]
    assert set(operations) == {*REQUESTS, "push"}
    for kind, request in REQUESTS.items():
        assert ("reply" in operations[kind]) == request.answered


def test_typescript_knows_every_name_that_it_uses() -> None:
    text = typescript()
    declared = set(re.findall(r"^export (?:interface|type|const) (\w+)", text, re.MULTILINE))
    code = _code(text)
    used = set(re.findall(r"\b[A-Z][a-z]\w+\b", code))
    assert used - declared - {"Record", "Readonly"} == set()
    for name in shapes.all_schemas():
        assert name in declared


def _code(text: str) -> str:
    without_comments = re.sub(r"/\*\*.*?\*/", "", text, flags=re.DOTALL)
    without_comments = re.sub(r"//.*", "", without_comments)
    return re.sub(r'"[^"\n]*"', "", without_comments)


def test_optional_means_absent_and_never_null() -> None:
    nullable = {
        f"{name}.{field}"
        for name, schema in shapes.all_schemas().items()
        for field, value in schema.get("properties", {}).items()
        if {"type": "null"} in value.get("anyOf", ())
    }
    assert nullable == {"FocusRequest.chat", "ErrorPush.id"}
