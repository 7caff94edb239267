"""Is everything there that a server with these settings needs?"""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from chatserver import notify
from chatserver.actions.employees.invites import FORGOTTEN
from chatserver.actions.miniapps.orders.settling import adrift_refunds
from chatserver.actions.notifying.mails import MAIL
from chatserver.actions.notifying.notice_facts import MAIL as NOTICE_MAIL
from chatserver.actions.notifying.notice_facts import PUSH
from chatserver.actions.notifying.push_key import opens_push_key
from chatserver.bus import open_bus
from chatserver.config import Settings
from chatserver.config_file import ConfigError
from chatserver.files import ScannerDown, StoreDown, open_files, open_scanner
from chatserver.http.screens import SCREENS, STATIC
from chatserver.identity.keys import own_file, read_or_make
from chatserver.identity.tallies import refused_by
from chatserver.payments import FakePayee, open_payments
from chatserver.storage import outbox
from chatserver.storage.address import file_of
from chatserver.storage.database import Database
from chatserver.storage.fake_payments import FakePayments
from chatserver.storage.migrate import Standing, head, look
from chatserver.storage.trouble import Unfit
from chatserver.world import system_now

# What this server tells by itself; other topics wait for programs of others.
TOLD = (MAIL, FORGOTTEN, PUSH, NOTICE_MAIL)
# A mail server or a push service that has not answered for so long is a matter for somebody.
STUCK_MS = 600_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    well: bool
    says: str


async def examine(settings: Settings, *, patience_s: float = 5) -> list[Finding]:
    """Look at the database, the bus, the files, the mail server, the keys and the screens; change
    nothing. Into the file store a small file is written, and removed again.
    """
    stands, database = await _database(settings, patience_s)
    return [
        database,
        await _bus(settings, patience_s),
        await _files(settings, patience_s),
        await _scanner(settings, patience_s),
        _keys(settings),
        await _mail(settings, patience_s),
        *push_findings(settings),
        _payments(settings),
        # Where the tables are missing there is nothing to ask them.
        *(await _waiting(settings, patience_s) if stands and not stands.lacks else []),
        _screens(),
    ]


async def _database(settings: Settings, patience_s: float) -> tuple[Standing | None, Finding]:
    what = f"database ({settings.database.url.partition(':')[0]})"
    try:
        async with asyncio.timeout(patience_s):
            stands = await look(settings.database.url)
    except Unfit as trouble:
        return None, Finding(what, well=False, says=str(trouble))
    except Exception as trouble:  # noqa: BLE001 - whatever it is, it is what was asked for
        return None, Finding(what, well=False, says=f"cannot be reached: {type(trouble).__name__}")
    if (locked := _not_writable(settings.database.url)) is not None:
        return stands, Finding(what, well=False, says=locked)
    return stands, Finding(what, stands.texts.letters and not stands.newer, _stands_say(stands))


def _not_writable(url: str) -> str | None:
    file = file_of(url)
    if file is None:
        return None
    if not file.exists():
        near = _unmakable(file.absolute().parent)
        return None if near is None else f"it cannot be made in {near}"
    closed = [one for one in (file, file.absolute().parent) if not os.access(one, os.W_OK)]
    return f"{closed[0]} cannot be written by this user: let the server's user" if closed else None


def _unmakable(folder: Path) -> Path | None:
    """Return where this user can make nothing, of what there is of this folder."""
    near = next(one for one in (folder, *folder.parents) if one.exists())
    return None if near.is_dir() and os.access(near, os.W_OK) else near


def _stands_say(stands: Standing) -> str:
    if stands.newer:
        return stands.lacks or ""
    brings = f", and the next start brings it to {head()}" if stands.lacks else ""
    if not stands.texts.letters:
        slow = "its LC_CTYPE knows no Cyrillic, so names can be found only by reading all of them"
        return f"{stands.at}{brings}; {slow}"
    if stands.texts.locale is not None:
        slow = f"orders texts by {stands.texts.locale}, which costs it a third more"
        return f"{stands.at}{brings}; it {slow} than LC_COLLATE 'C'"
    return f"{stands.at}{brings}"


async def _bus(settings: Settings, patience_s: float) -> Finding:
    if not settings.bus.url:
        return Finding("bus", well=True, says="within the process, for a single node")
    subscribed = asyncio.Event()
    bus = open_bus(settings.bus, "doctor")
    bus.listen(lambda _: None, subscribed.set)
    await bus.start()
    try:
        async with asyncio.timeout(patience_s):
            await subscribed.wait()
    except TimeoutError:
        return Finding("bus", well=False, says="nothing comes back from Redis")
    finally:
        await bus.stop()
    if (refusal := await refused_by(settings.bus.url)) is not None:
        return Finding("bus", well=False, says=f"limits cannot be shared: {refusal}")
    return Finding("bus", well=True, says="Redis answers")


async def _files(settings: Settings, patience_s: float) -> Finding:
    what = f"files ({files_say(settings)})"
    if (to_make := _folder_to_make(what, settings)) is not None:
        return to_make
    try:
        async with asyncio.timeout(patience_s):
            await open_files(settings.files).check()
    except (StoreDown, OSError) as trouble:
        said = str(trouble) or type(trouble).__name__
        return Finding(what, well=False, says=f"nothing can be stored: {said}")
    except Exception as trouble:  # noqa: BLE001 - whatever it is, it is what was asked for
        return Finding(what, well=False, says=f"nothing can be stored: {type(trouble).__name__}")
    return Finding(what, well=True, says="can be stored")


def _folder_to_make(what: str, settings: Settings) -> Finding | None:
    folder = Path(settings.files.folder).absolute()
    if settings.files.bucket or folder.exists():
        return None
    near = _unmakable(folder)
    if near is None:
        return Finding(what, well=True, says="the folder will be made")
    return Finding(what, well=False, says=f"the folder cannot be made in {near}")


def files_say(settings: Settings) -> str:
    """Return where files lie, in words."""
    where = settings.files
    if where.bucket:
        return f"bucket {where.bucket}"
    # A bus tells of several nodes, each of which may be asked for any file.
    shared = ", which every node has to see" if settings.bus.url else ""
    return f"folder {where.folder}{shared}"


async def _scanner(settings: Settings, patience_s: float) -> Finding:
    if not settings.files.scanner:
        return Finding("scanner", well=True, says="none: files are not scanned for viruses")

    async def harmless() -> AsyncIterator[bytes]:
        yield b"a harmless text"

    try:
        async with asyncio.timeout(patience_s):
            clean = await open_scanner(settings.files)(harmless())
    except (ScannerDown, TimeoutError) as trouble:
        says = f"gives no verdict: {trouble}".removesuffix(": ")
        return Finding("scanner", well=False, says=says)
    says = "finds a harmless text clean" if clean else "takes a harmless text for a virus"
    return Finding("scanner", well=clean, says=says)


def _keys(settings: Settings) -> Finding:
    identity = settings.identity
    keys = (identity.staff_key, identity.client_key, identity.miniapp_key)
    if all(key.get_secret_value() for key in keys):
        return Finding("keys", well=True, says="configured")
    own = own_file(settings)
    try:
        if own.exists():
            read_or_make(own)
    except (ConfigError, OSError) as trouble:
        return Finding("keys", well=False, says=str(trouble))
    return Finding("keys", well=True, says="the server's own, for a single machine")


async def _mail(settings: Settings, patience_s: float) -> Finding:
    says = mail_says(settings)
    if settings.mail.host:
        try:
            async with asyncio.timeout(patience_s):
                await notify.check_mail(settings.mail)
        except TimeoutError:
            return Finding("mail", well=False, says=f"{says}; that server does not answer")
        except notify.Undelivered as trouble:
            return Finding("mail", well=False, says=f"{says}; that server: {trouble}")
    return Finding("mail", well=True, says=says)


def mail_says(settings: Settings) -> str:
    """Return in one line whether mails are sent."""
    mail = settings.mail
    if mail.host:
        sent = f"sent by {mail.host}:{mail.port} ({mail.security}), from {mail.sender}"
        return f"{sent}; their links begin with {settings.server.address}"
    return "not sent: no [mail] host is set, so invitations, resets and notices reach nobody"


def push_findings(settings: Settings) -> list[Finding]:
    """Return for each kind of device whether its pushes can be sent, without sending any."""
    found = notify.push_findings(settings)
    return [Finding(f"pushes by {one.service}", one.well, one.says) for one in found]


def _payments(settings: Settings) -> Finding:
    if settings.payments.provider == "test":
        says = "the fake payee takes live orders, and no money: for development and demos alone"
        return Finding("payments", well=False, says=says)
    if settings.payments.provider:
        # Nothing is asked: every question to it is one about somebody's money.
        says = f"taken by {settings.payments.provider}, shop {settings.payments.shop_id}"
        return Finding("payments", well=True, says=says)
    says = "nobody takes money: no [payments] provider is set, so only test orders can be made"
    return Finding("payments", well=True, says=says)


async def _waiting(settings: Settings, patience_s: float) -> list[Finding]:
    """Look at what the database says is still to be done."""
    try:
        async with asyncio.timeout(patience_s):
            db = await Database.open(settings.database.url, pool_size=1)
            try:
                return [
                    await _sealed(settings, db),
                    await _outbox(db),
                    await _refunds(settings, db),
                ]
            finally:
                await db.close()
    except Exception as trouble:  # noqa: BLE001 - as above
        return [Finding("outbox", well=False, says=f"cannot be read: {type(trouble).__name__}")]


async def _sealed(settings: Settings, db: Database) -> Finding:
    """Say whether the keys belong to this database."""
    if await opens_push_key(db, settings):
        return Finding("sealed secrets", well=True, says="the keys open what the database holds")
    mine = "identity.miniapp_key"
    if not settings.identity.miniapp_key.get_secret_value():
        mine = str(own_file(settings))
    says = (
        f"{mine} is not what this database was served with: bring that back, or second factors,"
        " pushes to browsers, webhooks and mini-apps fail"
    )
    return Finding("sealed secrets", well=False, says=says)


async def _outbox(db: Database) -> Finding:
    """Say what is still to be told; what has been due for long is stuck."""
    standing = await outbox.standing(db, TOLD, now=system_now())
    if not standing:
        return Finding("outbox", well=True, says="nothing waits to be told")
    late_ms = max(late for _, late in standing.values())
    waiting = ", ".join(f"{count} {topic}" for topic, (count, _) in sorted(standing.items()))
    says = f"waiting: {waiting}; the oldest has been due for {late_ms // 1000} s"
    return Finding("outbox", well=late_ms < STUCK_MS, says=says)


async def _refunds(settings: Settings, db: Database) -> Finding:
    """Say whether money goes back of which the provider has not told, and never will."""
    fake = FakePayee(FakePayments(db), address=settings.server.address, now=system_now)
    payments = open_payments(settings, fake)
    try:
        adrift = await adrift_refunds(db, payments, now=system_now())
    finally:
        await payments.close()
    if not adrift:
        return Finding("refunds", well=True, says="none has to be looked up")
    says = f"{len(adrift)} have to be looked up at the provider: `chatserver settle-refund`"
    return Finding("refunds", well=False, says=says)


def _screens() -> Finding:
    missing = [name for name in SCREENS if not (STATIC / name / "index.html").is_file()]
    if missing:
        return Finding("screens", well=False, says=f"{' and '.join(missing)} not built: `make web`")
    return Finding("screens", well=True, says="built")
