import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from chatserver.actions.notifying.mails import MAIL
from chatserver.actions.notifying.push_key import NAME
from chatserver.config import Bus, Fcm, Files, Mail, Settings
from chatserver.config import Database as DatabaseSettings
from chatserver.doctor import Finding, examine, files_say, mail_says
from chatserver.identity import Identity
from chatserver.identity.sealing import seal
from chatserver.notify.webpush import make_key
from chatserver.storage.bulk import insert_rows
from chatserver.storage.database import Database
from chatserver.storage.migrate import head, upgrade
from chatserver.storage.tables import Meta, OutboxRow
from chatserver.world import system_now
from tests.files.shelves import on_s3, s3_server
from tests.services.mailbox import mailbox
from tests.services.redis import RedisServer


def settings(database: str, bus: str = "") -> Settings:
    return Settings(database=DatabaseSettings(url=database), bus=Bus(url=bus))


async def found(what: str, given: Settings, *, patience_s: float = 5) -> Finding:
    """Return the one finding whose name begins so."""
    findings = await examine(given, patience_s=patience_s)
    (finding,) = [one for one in findings if one.what.startswith(what)]
    return finding


async def test_an_empty_database_gets_its_tables_with_the_first_start(tmp_path: Path) -> None:
    given = settings(f"sqlite+aiosqlite:///{tmp_path}/a.db")
    finding = await found("database", given)
    assert (finding.well, finding.says) == (
        True,
        f"empty, and the next start brings it to {head()}",
    )
    assert not (tmp_path / "a.db").exists()
    (tmp_path / "taken").write_text("in the way")
    in_the_way = await found("database", settings(f"sqlite+aiosqlite:///{tmp_path}/taken/a.db"))
    assert in_the_way == Finding(
        "database (sqlite+aiosqlite)", well=False, says=f"it cannot be made in {tmp_path}/taken"
    )
    assert not any(one.what == "outbox" for one in await examine(given))


@pytest.mark.slow
@pytest.mark.parametrize(("revision", "well"), [("0020", True), ("9999", False)])
async def test_an_older_database_is_brought_up_and_a_newer_one_is_not(
    tmp_path: Path, revision: str, *, well: bool
) -> None:
    given = settings(f"sqlite+aiosqlite:///{tmp_path}/a.db")
    await upgrade(given.database.url)
    with closing(sqlite3.connect(tmp_path / "a.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    finding = await found("database", given)
    assert finding.well == well
    assert finding.says.startswith(f"at {revision}")


@pytest.mark.postgres
async def test_a_migrated_database_is_well(tmp_path: Path, postgres_url: str) -> None:
    for url in (f"sqlite+aiosqlite:///{tmp_path}/a.db", postgres_url):
        await upgrade(url)
        finding = await found("database", settings(url))
        assert (finding.well, finding.says) == (True, f"at {head()}")


@pytest.mark.redis
async def test_the_bus_is_well_while_redis_answers(
    tmp_path: Path, redis_server: RedisServer
) -> None:
    given = settings(f"sqlite+aiosqlite:///{tmp_path}/a.db", redis_server.url)
    assert (await found("bus", given)).well
    elsewhere = redis_server.url.removesuffix("0") + "99"
    refused = await found("bus", settings(given.database.url, elsewhere))
    assert (refused.well, refused.says) == (
        False,
        "limits cannot be shared: DB index is out of range",
    )
    redis_server.kill()
    assert not (await found("bus", given, patience_s=0.1)).well


async def test_passwords_in_addresses_are_not_told() -> None:
    given = settings("postgresql+asyncpg://me:hush[/#?@127.0.0.1:1/chat")
    assert not any("hush" in str(one) for one in await examine(given))


async def test_a_lost_secret_is_told_and_none_is_made(tmp_path: Path) -> None:
    given = settings(f"sqlite+aiosqlite:///{tmp_path}/a.db")
    assert (await found("keys", given)).well
    assert not (tmp_path / "identity.key").exists()
    (tmp_path / "identity.key").touch()
    assert not (await found("keys", given)).well


async def test_it_says_whether_mails_are_sent() -> None:
    assert (await found("mail", Settings())).says.startswith("not sent")
    mail = Mail(host="mail.example.com", sender="chat@example.com")
    assert mail_says(Settings(mail=mail)) == (
        "sent by mail.example.com:587 (starttls), from chat@example.com; "
        "their links begin with http://127.0.0.1:8080"
    )


async def test_the_mail_server_takes_us_or_it_says_why_not() -> None:
    async with mailbox() as box:
        assert (await found("mail", Settings(mail=box.settings))).well
        stranger = box.settings.model_copy(update={"user": "chat", "password": SecretStr("wrong")})
        finding = await found("mail", Settings().model_copy(update={"mail": stranger}))
        assert not finding.well
        sealed = box.settings.model_copy(update={"security": "starttls"})
        assert not (await found("mail", Settings(mail=sealed))).well
    assert (box.mails, "wrong" in finding.says) == ([], False)
    gone = await found("mail", Settings(mail=box.settings))
    assert gone.says.endswith("that server: SMTPConnectError")


async def test_it_says_which_devices_can_be_reached(tmp_path: Path) -> None:
    assert (await found("pushes by FCM", Settings())).says.startswith("not sent: no [fcm]")
    given = Settings(fcm=Fcm(service_account=str(tmp_path / "none.json")))
    finding = await found("pushes by FCM", given)
    assert not finding.well
    assert finding.says.endswith("none.json: No such file or directory")
    assert (await found("pushes by web push", Settings())).well


def test_several_nodes_need_one_folder() -> None:
    assert files_say(Settings()) == "folder var/files"
    several = Settings(bus=Bus(url="redis://bus"))
    assert files_say(several) == "folder var/files, which every node has to see"
    assert files_say(several.model_copy(update={"files": Files(bucket="b")})) == "bucket b"


async def test_files_can_be_stored_or_it_says_why(tmp_path: Path) -> None:
    disk = Settings(files=Files(folder=str(tmp_path / "files")))
    assert (await found("files", disk)).says == "the folder will be made"
    assert not (tmp_path / "files").exists()
    (tmp_path / "files").mkdir()
    assert (await found("files", disk)).says == "can be stored"
    (tmp_path / "taken").write_text("a file")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "files"):
        below = Settings(files=Files(folder=str(folder)))
        assert not (await found("files", below)).well
    nowhere = Settings(files=Files(bucket="b", endpoint="http://127.0.0.1:9", region="r"))
    assert not (await found("files", nowhere, patience_s=1)).well


async def test_files_can_be_stored_in_s3() -> None:
    with s3_server() as address:
        there = Settings(files=on_s3(address))
        assert (await found("files", there)).says == "can be stored"
        gone = there.files.model_copy(update={"bucket": "no-such-bucket"})
        assert not (await found("files", Settings(files=gone))).well


async def test_a_scanner_has_to_know_a_harmless_text() -> None:
    for command, well in (("", True), ("true", True), ("false", False), ("/no/such -", False)):
        finding = await found("scanner", Settings(files=Files(scanner=command)))
        assert finding.well is well, finding.says


async def test_the_keys_have_to_be_those_of_the_database(
    sqlite_database: Database, sqlite_database_url: str, tmp_path: Path
) -> None:
    given = settings(sqlite_database_url)
    assert (await found("sealed", given)).well  # nothing is sealed yet
    identity = Identity.of(given, find_client=nobody, now=lambda: 0)
    secret = identity.miniapps.part("push key")
    async with sqlite_database.transaction() as session:
        session.add(Meta(name=NAME, value=seal(secret, make_key(), what=NAME)))
    assert (await found("sealed", given)).well
    key = tmp_path / "identity.key"
    for without in (True, False):
        key.unlink() if without else key.write_text("0" * 64)
        lost = await found("sealed", given)
        assert not lost.well
        assert lost.says.startswith(f"{key} is not what this database was served with")
        assert key.exists() is not without


async def nobody(_org: str, _external_id: str) -> str | None:
    return None


@pytest.mark.slow
async def test_it_says_what_is_stuck(sqlite_database_url: str) -> None:
    given = settings(sqlite_database_url)
    assert (await found("outbox", given)).says == "nothing waits to be told"
    db = await Database.open(sqlite_database_url)
    for topic, late_ms, well in (("other", 10**9, True), (MAIL, 1_000, True), (MAIL, 10**6, False)):
        row = {"id": f"out_{topic}{late_ms}", "topic": topic, "body": "{}", "attempts": 0, "at": 0}
        async with db.transaction() as session:
            await insert_rows(session, OutboxRow, [{**row, "next_at": system_now() - late_ms}])
        assert (await found("outbox", given)).well is well
    await db.close()
    assert (await found("outbox", given)).says.startswith("waiting: 2 mail; the oldest")
