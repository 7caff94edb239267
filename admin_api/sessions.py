"""`/api/v1/auth/…` and `/api/v1/me`: how does an employee come in and go?"""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request

from admin_api.desk import (
    PREFIX,
    Desk,
    HereCredentials,
    HereDesk,
    HereViewer,
    anybody,
    staff_with,
    viewer_by,
)
from admin_api.words.sessions import (
    ChangePasswordWord,
    LoginWord,
    OwnSessionsWord,
    OwnSessionWord,
    RefreshWord,
    RenewWord,
    SessionWord,
    TokensWord,
)
from chatserver.actions.callers.viewers import viewer_of
from chatserver.actions.employees.staff_cards import own_card
from chatserver.actions.sign_in.passwords import change_password
from chatserver.actions.sign_in.renewals import refresh_session
from chatserver.actions.sign_in.sessions import Session, log_in, log_out
from chatserver.actions.sign_in.sessions_ended import (
    end_own_session,
    end_own_sessions,
    own_sessions,
)
from chatserver.core.refusals import NotFound
from chatserver.http.addresses import address_of, seen_by
from chatserver.http.ids import Id
from chatserver.http.me import MeWord
from chatserver.wire.times import rfc3339

routes = APIRouter(prefix=PREFIX, tags=["sessions"])

Others = Annotated[bool, Query(description="All but the one that asks.")]


@routes.post(
    "/auth/login", **anybody("unauthorized", "totp_required", "totp_wrong", "rate_limited")
)
async def login(request: Request, body: LoginWord, desk: HereDesk) -> SessionWord:
    """Begin a session. After too many wrong passwords: `rate_limited` with `Retry-After`."""
    session = await log_in(
        desk.world,
        desk.identity,
        body.email,
        body.password,
        address=address_of(request),
        seen=seen_by(request),
        code=body.code,
    )
    return await _begun(desk, session)


@routes.post("/auth/refresh", **anybody("unauthorized"))
async def refresh(request: Request, body: RenewWord, desk: HereDesk) -> TokensWord:
    """Exchange a refresh token for the next pair. One that comes twice ends its whole family, but
    with the `attempt` of the first time it gets another pair, until that of the first was used.
    """
    session = await refresh_session(
        desk.world,
        desk.identity,
        body.refresh_token,
        attempt=body.attempt,
        seen=seen_by(request),
    )
    return tokens_word(session)


_LEFT = anybody("unauthorized")
_LEFT["openapi_extra"] |= {"x-before-totp": True}


@routes.post("/auth/logout", status_code=204, **_LEFT)
async def logout(
    desk: HereDesk, credentials: HereCredentials, body: RefreshWord | None = None
) -> None:
    """End the session of this refresh token; an unknown one counts as ended. Without a body: that
    of the access token.
    """
    if body is not None:
        await log_out(desk.world, body.refresh_token)
        return
    viewer = await viewer_by(desk, credentials)
    if viewer.session is not None:
        # Ended elsewhere a moment ago is ended.
        with suppress(NotFound):
            await end_own_session(desk.world, viewer.id, viewer.session)


@routes.get("/auth/sessions", **staff_with())
async def sessions(desk: HereDesk, viewer: HereViewer) -> OwnSessionsWord:
    """List one's own sessions: on which device, from which network, and when last used."""
    rows = await own_sessions(desk.world, viewer.id)
    return OwnSessionsWord(
        items=[
            OwnSessionWord(
                id=row.id,
                device=row.device,
                network=row.network,
                created_at=rfc3339(row.created_at),
                used_at=rfc3339(row.used_at),
                current=row.id == viewer.session,
            )
            for row in rows
        ]
    )


@routes.delete("/auth/sessions", status_code=204, **staff_with())
async def end_all(desk: HereDesk, viewer: HereViewer, others: Others = False) -> None:
    """End one's sessions. Their sockets are closed within two seconds."""
    await end_own_sessions(desk.world, viewer.id, but=viewer.session if others else None)


@routes.delete("/auth/sessions/{session_id}", status_code=204, **staff_with(problems=["not_found"]))
async def end_one(session_id: Id, desk: HereDesk, viewer: HereViewer) -> None:
    """End one session. Its sockets are closed within two seconds."""
    await end_own_session(desk.world, viewer.id, session_id)


@routes.post(
    "/me/password",
    **staff_with(problems=["rate_limited", "conflict"], secrets=["access_token", "refresh_token"]),
)
async def password(
    request: Request, body: ChangePasswordWord, desk: HereDesk, viewer: HereViewer
) -> TokensWord:
    """Change one's password. Every session ends; the tokens are those of a new one."""
    seen = seen_by(request)
    return tokens_word(
        await change_password(
            desk.world, desk.identity, viewer.id, old=body.old, new=body.new, seen=seen
        )
    )


@routes.get("/me", **staff_with(after_closing=True, before_totp=True))
async def me(desk: HereDesk, viewer: HereViewer) -> MeWord:
    """Return who is logged in, with the permissions of this moment."""
    return MeWord.of(await own_card(desk.world, viewer))


def tokens_word(session: Session) -> TokensWord:
    """Return the tokens of a session that goes on."""
    return TokensWord(
        access_token=session.access_token,
        refresh_token=session.refresh_token,
        expires_in=session.expires_in,
        enrol_totp=session.claims.enrols,
    )


async def _begun(desk: Desk, session: Session) -> SessionWord:
    viewer = await viewer_of(desk.world, desk.ledger.directories, session.claims)
    return SessionWord(
        access_token=session.access_token,
        refresh_token=session.refresh_token,
        expires_in=session.expires_in,
        enrol_totp=session.claims.enrols,
        me=MeWord.of(await own_card(desk.world, viewer)),
    )
