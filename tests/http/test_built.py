"""How do files that were built reach whoever asks?"""

import gzip
from pathlib import Path

import httpx2
import pytest

from chatserver.http.built import Built, codings

CODE = "go();" * 300
ZIPPED = gzip.compress(CODE.encode(), mtime=0)


@pytest.fixture
def built(tmp_path: Path) -> httpx2.AsyncClient:
    (tmp_path / "app.js").write_text(CODE)
    (tmp_path / "app.js.gz").write_bytes(ZIPPED)
    # Whoever reads it with a test need not unpack it.
    (tmp_path / "app.js.br").write_bytes(b"small")
    (tmp_path / "small.js").write_text("go()")
    transport = httpx2.ASGITransport(app=Built(tmp_path))
    return httpx2.AsyncClient(transport=transport, base_url="http://chat.example.com")


@pytest.mark.parametrize(
    ("said", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
async def test_who_unpacks_a_file_gets_it_packed(
    built: httpx2.AsyncClient, said: str, coding: str | None
) -> None:
    async with built.stream("GET", "/app.js", headers={"Accept-Encoding": said}) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])

    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["vary"] == "Accept-Encoding"
    packed = {"br": b"small", "gzip": ZIPPED}
    assert raw == (CODE.encode() if coding is None else packed[coding])
    assert int(answer.headers["content-length"]) == len(raw)


async def test_what_is_not_packed_is_sent_as_it_is(built: httpx2.AsyncClient) -> None:
    answer = await built.get("/small.js")

    assert answer.text == "go()"
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"


async def test_a_packed_one_that_was_kept_is_not_sent_again(built: httpx2.AsyncClient) -> None:
    kept, plain = [
        (await built.get("/app.js", headers={"Accept-Encoding": said})).headers["etag"]
        for said in ("gzip", "identity")
    ]

    asked = {"Accept-Encoding": "gzip", "If-None-Match": kept}
    assert (await built.get("/app.js", headers=asked)).status_code == 304
    assert kept != plain


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("GZIP ; Q=1.0", {"gzip"}),
        ("br;q=0.000, gzip;q=0.001", {"gzip"}),
        ("br;level=9;q=0", set()),
        ("*", {"*"}),
    ],
)
def test_codings(said: str, named: set[str]) -> None:
    assert codings(said) - {""} == named
