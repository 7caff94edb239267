"""Does every operation keep to its document, whatever is sent to it?"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from chatserver.actions.attachments.uploads.taking import About, Uploader, take_file
from chatserver.actions.callers.viewers import Viewer, viewer_of
from chatserver.actions.employees.preferences import save_view
from chatserver.actions.integrations.api_keys import make_superapp_key
from chatserver.actions.integrations.export_keys import make_export_key
from chatserver.actions.miniapps.launches.app_keys import make_app_key
from chatserver.actions.miniapps.launches.hand_made import TriedFor, make_test_token
from chatserver.actions.miniapps.widgets import make_widget
from chatserver.actions.notifying.notices import notices, notify_staff
from chatserver.actions.sign_in.sessions import begin_session
from chatserver.core.commands import Open
from chatserver.core.exports import Scope
from chatserver.core.widgets import Draft
from chatserver.identity import Kind
from chatserver.ledger.outcome import SYSTEM, Person
from chatserver.storage.tables import Review
from chatserver.world import World
from tests.model.depth import DEEP
from tests.pictures import picture
from tests.seeds import (
    ANN,
    ANSWERS,
    APP,
    CID,
    DESK,
    DOT,
    FLAT_1,
    HOUSE_1,
    KIM,
    MOD,
    NEWS,
    NOON,
    OLA,
    SOSNY,
)
from tests.services.engines import opened
from tests.serving import Served, serving_in
from tests.shelf import put_app
from tests.small import small


@schemathesis.serializer("application/pdf", "application/zip", "application/offset+octet-stream")
def as_bytes(_ctx: object, value: Any) -> bytes:
    """A file is sent as it is."""
    return value if isinstance(value, bytes) else str(value).encode()


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# Of each operation, and for each way to send it: there are more than two hundred.
EXAMPLES = 40 if DEEP else 2
# The test's own: the same key for another body would be all that is ever told.
OURS = ("If-Match", "Idempotency-Key")
Headers = Mapping[str, str]


@dataclass(frozen=True)
class Knocked:
    """A node over one kind of database, with what an address there can name, and by whose right."""

    served: Served
    ids: Headers
    known: Mapping[str, Headers]

    async def headers(self, definition: Mapping[str, Any]) -> Headers:
        """The header that this operation wants, and those that would only be in the way."""
        scheme = next(iter(definition.get("security", [{}])[0]), "")
        if scheme == "staff":
            known = await staff(self.served, definition["x-permission"])
        else:
            known = self.known.get(scheme, {})
        return {**known, "If-Match": "*"}


def operations(served: Served) -> Iterator[Any]:
    document = deepcopy(served.node.app.openapi())
    for definition in (one for path in document["paths"].values() for one in path.values()):
        definition["parameters"] = [
            one for one in definition.get("parameters", ()) if one["name"] not in OURS
        ]
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        yield found.ok()  # type: ignore[union-attr]


def knock(
    operation: Any, mode: GenerationMode, doors: Sequence[tuple[Knocked, Headers]]
) -> str | None:
    """Send a few requests of the document, or a few that break it, to each; return what broke it.

    None where nothing can be sent that would.
    """

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=not DEEP,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def every(case: Any) -> None:
        drawn = case.path_parameters or {}
        for door, headers in doors:
            # Half of the requests meet something that is there.
            if len(str(case.body)) % 2:
                there = {name: door.ids[name] for name in drawn.keys() & door.ids.keys()}
                case.path_parameters = {**drawn, **there}
            sent = {**(case.headers or {}), **headers}
            answer = case.call(base_url=door.served.url, headers=sent, session=session)
            case.validate_response(answer, checks=CHECKS)

    try:
        with requests.Session() as session:
            every()
    except Unsatisfiable:
        # Nothing is sent that could be wrong, or bytes of which any may do.
        return None
    except (Failure, FailureGroup) as failure:
        return f"{operation.label}: {failure}"
    return ""


async def credentials(served: Served) -> Mapping[str, Headers]:
    """A header for each scheme of the document; an employee's is made for each operation."""
    world, identity = served.node.world, served.node.identity
    cid = identity.tokens.issue(Kind.CLIENT, CID, org=SOSNY, lifetime_s=3600)
    superapp = await make_superapp_key(world, "Superapp", [SOSNY], by=SYSTEM)
    page, back_end = await _of_mini_app(served)
    export = await make_export_key(world, await _ann(served), "CRM", list(Scope))
    return {
        "export_key": {"Authorization": f"Bearer {export.value}"},
        "miniapp": {"Authorization": f"Bearer {page}"},
        "app_key": {"Authorization": f"Bearer {back_end}"},
        "client": {"Authorization": f"Bearer {cid.token}"},
        "api_key": {"Authorization": f"Bearer {superapp}"},
    }


async def staff(served: Served, permission: object) -> Headers:
    """The header of somebody who may do it, in a session that the operation before cannot end."""
    who = ANN
    if str(permission).startswith("platform."):
        who = MOD if permission == "platform.moderation" else OLA
    session = await begin_session(served.node.world, served.node.identity, who)
    return {"Authorization": f"Bearer {session.access_token}"}


async def _of_mini_app(served: Served) -> tuple[str, str]:
    """A token of its page, made by hand, and a key of its back end."""
    world, identity = served.node.world, served.node.identity
    await put_app(world, APP)
    minted = await make_test_token(
        world,
        identity,
        await _ann(served),
        APP,
        TriedFor(CID, FLAT_1),
        issuer="http://chat.example.com",
    )
    key = await make_app_key(world, SOSNY, APP, "Back end", by=ANN)
    return minted.token, key.value


async def _ann(served: Served) -> Viewer:
    world, identity = served.node.world, served.node.identity
    token = (await begin_session(world, identity, ANN)).access_token
    claims = identity.tokens.verify(token, kinds=[Kind.STAFF], audience="api")
    return await viewer_of(world, served.node.ledger.directories, claims)


async def _widget(served: Served) -> str:
    draft = Draft("home", "Bills", target="bills")
    return await make_widget(served.node.world, await _ann(served), draft)


async def _notice(world: World) -> str:
    async with world.db.transaction() as session:
        data = {"app": "App", "reason": ""}
        await notify_staff(session, world, SOSNY, "miniapp.lifted", subject=APP, data=data)
    return (await notices(world, ANN, after=None, limit=1))[0].id


async def _more(served: Served) -> Mapping[str, str]:
    """What employees and the platform made over HTTP, and a review that is over."""
    screen = {"kind": "screen", "screen": "bills", "title": "Bills"}
    entity = {"name": "OOO Sosny", "inn": "7707083893", "kpp": "773601001"}
    made: Mapping[str, tuple[str, str, Any]] = {
        "item_id": (ANN, "catalogue", screen),
        "reply_id": (ANN, "canned-replies", {"title": "Thanks", "text": "Thank you!"}),
        "key_id": (ANN, "api-keys", {"name": "CRM", "scopes": ["export.clients"]}),
        "webhook_id": (ANN, "webhooks", {"url": "https://example.com/hooks"}),
        "superapp_id": (OLA, "superapps", {"name": "D", "kind": "general", "orgs": [SOSNY]}),
        "entity_id": (OLA, f"orgs/{SOSNY}/legal-entities", entity),
    }
    ids = {"review_id": "rev_1"}
    async with served.node.world.db.transaction() as session:
        review = Review(id="rev_1", app=APP, state="approved", sent_at=NOON, due_at=NOON)
        review.ended_at = NOON
        session.add(review)
    async with httpx.AsyncClient(base_url=f"{served.url}/api/v1/") as http:
        for name, (who, path, body) in made.items():
            began = await begin_session(served.node.world, served.node.identity, who)
            headers = {"Authorization": f"Bearer {began.access_token}"}
            answer = await http.post(path, headers=headers, json=body)
            assert answer.status_code == 201, answer.text
            ids[name] = answer.json()["id"]
    return ids


async def _file(served: Served) -> str:
    async def content() -> AsyncIterator[bytes]:
        yield picture()

    by, about = Uploader(SOSNY, "client", CID), About("photo.png")
    return (await take_file(served.node.world, by, content(), lambda: about)).id


@asynccontextmanager
async def knocked(url: str) -> AsyncIterator[Knocked]:
    async with opened(url) as database:
        world = (await small(database)).world
        async with serving_in(world, demo=True) as served:
            chat = (await served.node.ledger.submit(Open(APP), Person("client", CID, "ios"))).chat
            known = await credentials(served)
            ids = {
                "staff_id": DOT,
                "object_id": HOUSE_1,
                "department_id": DESK,
                "client_id": KIM,
                "product_id": NEWS,
                "miniapp_id": APP,
                "chat_id": chat.id,
                "offer_id": f"off_1{APP}",
                "widget_id": await _widget(served),
                "file_id": await _file(served),
                "build_id": f"bld_1{APP}",
                "licence_id": f"lic_{APP}",
                "role_id": ANSWERS,
                "org_id": SOSNY,
                "view_id": (await save_view(world, ANN, {"of": "chats", "name": "Mine"})).id,
                "notice_id": await _notice(world),
                **await _more(served),
            }
            yield Knocked(served, ids, known)


async def broken_by(mode: GenerationMode, *doors: Knocked) -> tuple[list[str], list[str]]:
    """Return what broke an operation, and which of them nothing could be sent to."""
    passed_by, broken = [], []
    for operation in operations(doors[0].served):
        raw = operation.definition.raw
        known = [(door, await door.headers(raw)) for door in doors]
        told = await asyncio.to_thread(knock, operation, mode, known)
        passed_by += [operation.label] if told is None else []
        broken += [told] if told else []
    return broken, passed_by


@pytest.mark.slow
@pytest.mark.postgres
async def test_nothing_of_the_document_breaks_an_operation(
    sqlite_database_url: str, postgres_database_url: str
) -> None:
    # To make up a request takes longer than to answer it: both kinds of database get each.
    async with knocked(sqlite_database_url) as one, knocked(postgres_database_url) as other:
        assert await broken_by(GenerationMode.POSITIVE, one, other) == ([], [])


@pytest.mark.slow
async def test_nothing_that_breaks_the_document_breaks_an_operation(
    sqlite_database_url: str,
) -> None:
    # What is refused comes to no database.
    async with knocked(sqlite_database_url) as door:
        broken, passed_by = await broken_by(GenerationMode.NEGATIVE, door)
    assert broken == []
    # What has no field that could be wrong.
    assert len(passed_by) < 60, passed_by
