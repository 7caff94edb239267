"""`/api/v1/miniapps/{id}/chat…`: how is a mini-app's chat set up?"""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PREFIX, HereDesk, HereViewer, staff_with
from admin_api.words.chat_settings import (
    BotWord,
    ChatSettingsWord,
    DryRunFoundWord,
    DryRunWord,
    LeftOutWord,
    LookWord,
)
from chatserver.actions.chats.chat_settings import (
    Card,
    read_basics,
    read_bot_card,
    save_basics,
    save_bot,
)
from chatserver.actions.chats.dry_runs import Tried, dry_run
from chatserver.core.facts import Look
from chatserver.core.rights import Permission
from chatserver.http.etags import etag, expected_version
from chatserver.http.ids import Id
from chatserver.http.judged import Judged
from chatserver.http.languages import language_of
from chatserver.http.named import NamedWord

routes = APIRouter(prefix=PREFIX, tags=["chat settings"], route_class=Judged)

# The rules of bots/settings.py read the body themselves, to tell every mistake in their own words.
Document = Annotated[dict[str, Any], Body()]


def _saves(schema: str) -> dict[str, Any]:
    route = staff_with(
        Permission.MINIAPPS_EDIT,
        problems=[
            "not_found",
            "chat_disabled",
            "bot_without_tags",
            "precondition_failed",
            "precondition_required",
        ],
    )
    body = {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}}
    route["openapi_extra"] |= {"x-body": body}
    return route


@routes.get(
    "/miniapps/{miniapp_id}/chat",
    **staff_with(Permission.MINIAPPS_VIEW, problems=["not_found"]),
)
async def chat_settings(
    miniapp_id: Id, response: Response, desk: HereDesk, viewer: HereViewer
) -> ChatSettingsWord:
    """Return the basic settings: greeting, department, staff, and the name that clients read."""
    return ChatSettingsWord.model_validate(
        _served(await read_basics(desk.world, viewer.home.org.id, miniapp_id), response)
    )


@routes.put("/miniapps/{miniapp_id}/chat", **_saves("ChatSettingsWord"))
async def save_chat_settings(
    miniapp_id: Id,
    document: Document,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> ChatSettingsWord:
    """Save the basic settings, all or nothing. `If-Match` is required."""
    expected = expected_version(request, required=True)
    org = viewer.home.org.id
    await save_basics(desk.world, org, miniapp_id, document, by=viewer.id, expected=expected)
    return ChatSettingsWord.model_validate(
        _served(await read_basics(desk.world, org, miniapp_id), response)
    )


@routes.get(
    "/miniapps/{miniapp_id}/chat/bot",
    **staff_with(Permission.MINIAPPS_VIEW, problems=["not_found"]),
)
async def bot(miniapp_id: Id, response: Response, desk: HereDesk, viewer: HereViewer) -> BotWord:
    """Return the whole bot as one document."""
    return BotWord.model_validate(
        _served(await read_bot_card(desk.world, viewer.home.org.id, miniapp_id), response)
    )


@routes.put("/miniapps/{miniapp_id}/chat/bot", **_saves("BotWord"))
async def save_the_bot(
    miniapp_id: Id,
    document: Document,
    request: Request,
    response: Response,
    desk: HereDesk,
    viewer: HereViewer,
) -> BotWord:
    """Save the bot, all or nothing. `If-Match` is required; a new tag has no `id`."""
    expected = expected_version(request, required=True)
    org = viewer.home.org.id
    await save_bot(desk.world, org, miniapp_id, document, by=viewer.id, expected=expected)
    return BotWord.model_validate(
        _served(await read_bot_card(desk.world, org, miniapp_id), response)
    )


@routes.post(
    "/miniapps/{miniapp_id}/chat/bot/dry-run",
    **staff_with(Permission.MINIAPPS_EDIT, problems=["not_found"]),
)
async def try_the_bot(
    miniapp_id: Id, body: DryRunWord, request: Request, desk: HereDesk, viewer: HereViewer
) -> DryRunFoundWord:
    """Tell who would get a chat that is opened like this now. Nothing is drawn or changed."""
    found = await dry_run(
        desk.world,
        desk.ledger.directories,
        viewer,
        miniapp_id,
        Tried(body.client_id, body.premises_id, body.tag_id),
        language=language_of(request),
    )
    looks = [_look(one) for one in found.looks]
    return DryRunFoundWord(
        rule=found.rule,
        candidates=looks[-1].candidates,
        left_out=[left for one in looks for left in one.left_out],
        waits=not looks[-1].candidates,
        looks=looks,
        sentences=list(found.sentences),
        after_hours=found.after_hours,
    )


def _look(look: Look) -> LookWord:
    named = look.department is not None
    return LookWord(
        source=look.source,
        rule=look.rule,
        matched=look.matched,
        department=NamedWord(id=look.department or "", name=look.department_name or "")
        if named
        else None,
        candidates=[NamedWord(id=id_, name=name) for id_, name in look.candidates],
        left_out=[LeftOutWord(id=one.staff, name=one.name, why=one.why) for one in look.left_out],
    )


def _served(card: Card, response: Response) -> dict[str, Any]:
    response.headers["ETag"] = etag(card.version)
    faults = [
        {"pointer": one.pointer, "code": one.code, "message": one.message} for one in card.faults
    ]
    return {**card.document, "chat_on": card.chat_on, "faults": faults}
