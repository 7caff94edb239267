"""How does a mini-app come to be, and how is its card changed? (requirements 46–53, 61–65, 73)"""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from bots.settings import TITLE, complete_basic, complete_bot
from chatserver.actions.audit import Changed, record
from chatserver.actions.miniapps.licences import LicenceInUse, attach_licence, clear_licence
from chatserver.actions.miniapps.moves import Held, hold, read_held, settle, touch
from chatserver.actions.miniapps.placement_rules import current_rules
from chatserver.actions.mistakes import Mistake, refuse_if_any
from chatserver.core.miniapps import check_not_in_review
from chatserver.core.refusals import Refused
from chatserver.core.registration import card_mistakes
from chatserver.ledger.outcome import Person
from chatserver.storage.orgs import bump_acl
from chatserver.storage.tables import (
    Licence,
    Miniapp,
    Org,
    PlacementRules,
    ProductRow,
    RulesConsent,
)
from chatserver.world import World


class RulesChanged(Refused):
    """Other placement rules hold by now; `version` names them. Nothing was made."""

    code = "rules_changed"
    sentence = "The placement rules have changed; read and confirm them again."


@dataclass(frozen=True, slots=True)
class NewMiniapp:
    """What a partner fills in; `rules` is the version that they confirmed."""

    licence: str
    name: str
    category: str
    description: str
    rules: int


async def register_miniapp(world: World, org: str, new: NewMiniapp, *, by: str) -> str:
    """Register a mini-app and return its id.

    Raises every mistake at once, `RulesChanged`, `LicenceInUse` or `NotFound`; then nothing is
    made.
    """
    card = {"name": new.name, "category": new.category, "description": new.description}
    app_id, now = world.new_id("app"), world.now()
    try:
        async with world.db.transaction() as session:
            await bump_acl(session, org)
            home = await session.get_one(Org, org)
            wrong_licence = await _licence_mistakes(session, org, new.licence)
            refuse_if_any(
                [*card_mistakes(card), *wrong_licence],
                [*await _rules_changed(session, new.rules), *await _taken(session, new.licence)],
            )
            await _keep_rules(session)
            session.add(_product(app_id, home, new, now=now))
            await session.flush()
            row = _miniapp(app_id, home, new, by=by, now=now)
            session.add(row)
            await session.flush()
            await attach_licence(session, org, app_id, new.licence)
            session.add(RulesConsent(app=app_id, rules=new.rules, by=by, at=now))
            made = Changed(
                app_id, after={**_shown(row), "rules": new.rules, "licence": new.licence}
            )
            await record(
                session,
                world,
                by=Person("staff", by),
                org=org,
                action="miniapp.register",
                changed=[made],
            )
    except IntegrityError:
        # Somebody took the licence while this transaction was on its way.
        raise LicenceInUse(pointer="/licence") from None
    return app_id


def _product(app_id: str, home: Org, new: NewMiniapp, *, now: int) -> ProductRow:
    return ProductRow(
        id=app_id,
        org=home.id,
        name=new.name.strip(),
        title=home.name[:TITLE],
        # Whether the chat is on is for the platform's support to say (requirement 15).
        chat_on=False,
        door="closing",
        basic=complete_basic({}),
        bot=complete_bot({}),
        created_at=now,
    )


def _miniapp(app_id: str, home: Org, new: NewMiniapp, *, by: str, now: int) -> Miniapp:
    return Miniapp(
        id=app_id,
        org=home.id,
        name=new.name.strip(),
        category=new.category,
        description=new.description.strip(),
        label=fresh_label(),
        created_by=by,
        created_at=now,
        updated_at=now,
    )


def fresh_label() -> str:
    """Return a host label for an app: it says nothing of the id, and nobody can guess it."""
    return "a" + base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


async def _rules_changed(session: AsyncSession, confirmed: int) -> list[RulesChanged]:
    version = (await current_rules(session)).version
    return [RulesChanged(pointer="/rules_version", version=version)] if version != confirmed else []


async def _keep_rules(session: AsyncSession) -> None:
    rules = await current_rules(session)
    if await session.get(PlacementRules, rules.version) is None:
        # The built-in ones are stored with the first consent to them.
        texts = {"text_ru": rules.text_ru, "text_en": rules.text_en}
        session.add(PlacementRules(version=rules.version, at=0, **texts))
        await session.flush()


async def _licence_mistakes(
    session: AsyncSession, org: str, licence_id: str | None
) -> list[Mistake]:
    if licence_id is None:
        return []
    licence = await session.get(Licence, licence_id)
    if licence is None or licence.org != org or licence.revoked_at is not None:
        return [Mistake("/licence", "unknown", "there is no such licence")]
    return []


async def _taken(
    session: AsyncSession, licence_id: str | None, *, by: str | None = None
) -> list[LicenceInUse]:
    """Return the conflict over a licence that serves another mini-app already."""
    licence = await session.get(Licence, licence_id) if licence_id is not None else None
    free = licence is None or licence.app in (None, by)
    return [] if free else [LicenceInUse(pointer="/licence")]


async def change_miniapp(
    world: World,
    org: str,
    app_id: str,
    wanted: Mapping[str, str | None],
    *,
    by: str,
    expected: int | None,
) -> None:
    """Change name, category, description or licence (None clears it): what is named is set.

    Raises `NotFound`, `Stale`, `Invalid`, `ReviewOpen` or `LicenceInUse`; then nothing changes.
    """
    texts = {name: value or "" for name, value in wanted.items() if name != "licence"}
    person = Person("staff", by)
    async with world.db.transaction() as session:
        held = await hold(session, org, app_id, expected=expected)
        licence = wanted.get("licence")
        wrong_licence = await _licence_mistakes(session, org, licence)
        in_use = await _taken(session, licence, by=app_id)
        refuse_if_any([*card_mistakes(texts), *wrong_licence], in_use)
        # A licence may be cleared at any time: the review ends with it (requirement 65).
        if texts:
            check_not_in_review(held.app.status)
        before = {**_shown(held.row), "licence": held.licence.id if held.licence else None}
        for name, value in texts.items():
            setattr(held.row, name, value.strip())
        held.product.name = held.row.name
        session.add(held.product)
        touch(world, held.row)
        session.add(held.row)
        if "licence" in wanted:
            await _change_licence(session, world, held, wanted["licence"], by=person)
        after = {**_shown(held.row), "licence": wanted.get("licence", before["licence"])}
        changed = Changed(app_id, before, after)
        await record(session, world, by=person, org=org, action="miniapp.change", changed=[changed])


async def _change_licence(
    session: AsyncSession, world: World, held: Held, licence_id: str | None, *, by: Person
) -> None:
    """Swapping keeps the status; clearing ends it; putting one back does not revive it."""
    if licence_id is None:
        await clear_licence(session, world, held.row.id, by=by)
        return
    await attach_licence(session, held.row.org, held.row.id, licence_id)
    await settle(session, world, await read_held(session, held.row))


def _shown(row: Miniapp) -> dict[str, object]:
    return {"name": row.name, "category": row.category, "description": row.description}
