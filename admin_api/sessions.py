"""`/api/v1/auth/…` and `/api/v1/me`: how does an employee come in and go?"""

from fastapi import APIRouter
from starlette.requests import Request

from admin_api.desk import Desk, HereDesk, HereViewer, anybody, staff_with
from admin_api.words.sessions import (
    LoginWord,
    RefreshWord,
    SessionWord,
    TokensWord,
)
from chatserver.actions.sessions import Session, log_in, log_out, refresh_session
from chatserver.actions.staff_cards import own_card
from chatserver.actions.viewers import viewer_of
from chatserver.http.addresses import address_of
from chatserver.http.me import MeWord

routes = APIRouter(tags=["sessions"])


@routes.post("/auth/login", **anybody("unauthorized", "rate_limited"))
async def login(request: Request, body: LoginWord, desk: HereDesk) -> SessionWord:
    """Begin a session. After too many wrong passwords: `rate_limited` with `Retry-After`."""
    address = address_of(request)
    session = await log_in(desk.world, desk.identity, body.email, body.password, address=address)
    return await _begun(desk, session)


@routes.post("/auth/refresh", **anybody("unauthorized"))
async def refresh(body: RefreshWord, desk: HereDesk) -> TokensWord:
    """Exchange a refresh token for the next pair. One that comes twice ends its whole family."""
    session = await refresh_session(desk.world, desk.identity, body.refresh_token)
    return TokensWord(
        access_token=session.access_token,
        refresh_token=session.refresh_token,
        expires_in=session.expires_in,
    )


@routes.post("/auth/logout", status_code=204, **anybody())
async def logout(body: RefreshWord, desk: HereDesk) -> None:
    """End the session of this refresh token; one that nobody knows is ended already."""
    await log_out(desk.world, body.refresh_token)


@routes.get("/me", **staff_with(after_closing=True))
async def me(desk: HereDesk, viewer: HereViewer) -> MeWord:
    """Return who is logged in, with the permissions of this moment."""
    return MeWord.of(await own_card(desk.world, viewer))


async def _begun(desk: Desk, session: Session) -> SessionWord:
    viewer = await viewer_of(desk.world, desk.ledger.directories, session.claims)
    return SessionWord(
        access_token=session.access_token,
        refresh_token=session.refresh_token,
        expires_in=session.expires_in,
        me=MeWord.of(await own_card(desk.world, viewer)),
    )
