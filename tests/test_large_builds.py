"""Does a server process stay as small as it was, whatever is uploaded to it?"""

import io
import random
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from chatserver.core.archives import MOST_BYTES
from chatserver.storage.database import Database
from tests.seeds import APP
from tests.shelf import put_app
from tests.small import small
from tests.town import SECRETS, NodeProcess
from tests.zips import GOOD

pytestmark = pytest.mark.slow
MIB = 1024 * 1024
# What a request may cost for a while, however much comes with it.
ROOM_MIB = 24


def large_build() -> bytes:
    """A good archive of nearly 40 MiB, which does not shrink."""
    chance = random.Random(1)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for path, content in GOOD.items():
            archive.writestr(path, content)
        for number in range(3):
            noise = b"\x89PNG\r\n\x1a\n" + chance.randbytes(13 * MIB)
            archive.writestr(f"picture{number}.png", noise)
    return made.getvalue()


@pytest.fixture
async def node(sqlite_database_url: str, tmp_path: Path) -> AsyncIterator[NodeProcess]:
    """A server process with a mini-app that nobody has looked at yet."""
    database = await Database.open(sqlite_database_url)
    world = (await small(database)).world
    await put_app(world, APP, status="inactive", approved=False, release=None)
    await database.close()
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    environment = {
        **SECRETS,
        "CHATSERVER_IDENTITY__MINIAPP_KEY": "m" * 32,
        "CHATSERVER_DATABASE__URL": sqlite_database_url,
        "CHATSERVER_FILES__FOLDER": str(tmp_path / "files"),
        "CHATSERVER_LOG__LEVEL": "warning",
        "TMPDIR": str(temporary),
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    made = NodeProcess(tmp_path, "node", environment)
    await made.start()
    yield made
    made.stop()


def peak_mib(pid: int, *, anew: bool = False) -> int:
    """How much memory a process held at most, since it was asked `anew`."""
    folder = Path(f"/proc/{pid}")
    if anew:
        (folder / "clear_refs").write_text("5")
    status = dict(
        line.split(":", 1) for line in (folder / "status").read_text().splitlines() if ":" in line
    )
    return int(status["VmHWM"].split()[0]) // 1024


def pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), 256 * 1024):
        yield content[start : start + 256 * 1024]


async def test_forty_mebibytes_pass_through_and_one_byte_more_does_not(
    node: NodeProcess, tmp_path: Path
) -> None:
    url = f"http://127.0.0.1:{node.port}"
    build = large_build()
    assert MOST_BYTES - 2 * MIB < len(build) <= MOST_BYTES
    async with httpx.AsyncClient(base_url=url, timeout=120) as http:
        login = {"email": "ann@example.com", "password": "ann"}
        token = (await http.post("/api/v1/auth/login", json=login)).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        path = f"/api/v1/miniapps/{APP}/builds"
        before = peak_mib(node.pid, anew=True)

        made = await http.post(path, headers=headers, content=stream(build))

        assert made.status_code == 201, made.text
        assert peak_mib(node.pid) - before < ROOM_MIB
        kept = tmp_path / "files" / "builds" / APP / made.json()["digest"]
        assert (kept / "picture2.png").stat().st_size == 13 * MIB + 8

        # The length is not announced: it is noticed while it comes.
        more = b"\0" * (MOST_BYTES + 1)
        refused = await http.post(path, headers=headers, content=stream(more))

        assert (refused.status_code, refused.json()["code"]) == (413, "file_too_large")
        assert len(list((tmp_path / "files" / "builds" / APP).iterdir())) == 1
        assert list((tmp_path / "tmp").iterdir()) == []


async def stream(content: bytes) -> AsyncIterator[bytes]:
    for piece in pieces(content):
        yield piece
