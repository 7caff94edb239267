"""`/api/v1/auth/invites/…`, `auth/reset`: how is a password set by a mailed link?"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from admin_api.desk import PREFIX, HereDesk, anybody
from admin_api.words.links import ForgottenWord, InvitedWord, NewPasswordWord
from chatserver.actions.employees.invites import Invited, accept, ask_for_reset, invited
from chatserver.http.addresses import address_of
from chatserver.http.ids import LinkValue
from chatserver.http.named import named
from chatserver.wire.times import rfc3339

routes = APIRouter(prefix=PREFIX, tags=["sessions"])


@routes.get("/auth/invites/{token}", **anybody("not_found"))
async def invitation(token: LinkValue, desk: HereDesk) -> InvitedWord:
    """Return whom an invitation is for; 72 hours after it was mailed, or once used: 404."""
    return _word(await invited(desk.world, "invite", token))


@routes.post("/auth/invites/{token}", status_code=204, **anybody("not_found"))
async def accept_invitation(token: LinkValue, body: NewPasswordWord, desk: HereDesk) -> None:
    """Set the first password; the link works once. Then log in with `auth/login`."""
    await accept(desk.world, desk.identity, "invite", token, body.password)


@routes.post("/auth/reset", status_code=202, response_class=Response, **anybody())
async def forgotten(request: Request, body: ForgottenWord, desk: HereDesk) -> None:
    """Mail a link for a new password if there is such an account, a few times an hour; the answer
    never says whether.
    """
    address = address_of(request)
    await ask_for_reset(desk.world, desk.identity, body.email, address=address)


@routes.get("/auth/reset/{token}", **anybody("not_found"))
async def whose_reset(token: LinkValue, desk: HereDesk) -> InvitedWord:
    """Return whose password the link sets; an hour after it was mailed, or once used: 404."""
    return _word(await invited(desk.world, "reset", token))


@routes.post("/auth/reset/{token}", status_code=204, **anybody("not_found"))
async def reset_password(token: LinkValue, body: NewPasswordWord, desk: HereDesk) -> None:
    """Set another password; every session ends, and the link works once."""
    await accept(desk.world, desk.identity, "reset", token, body.password)


def _word(one: Invited) -> InvitedWord:
    return InvitedWord(
        email=one.email, name=one.name, org=named(one.org), expires_at=rfc3339(one.expires_at)
    )
