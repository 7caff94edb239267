"""How does an event reach an endpoint, and what can nobody reach by writing it as an address?"""

import base64
import time
from collections.abc import AsyncIterator
from email.utils import formatdate
from pathlib import Path

import httpcore
import pytest

from chatserver.core.mistakes import Mistake
from chatserver.notify.webhook_addresses import address_mistakes, permitted
from chatserver.notify.webhooks import (
    KEPT_BYTES,
    Letter,
    Looking,
    fresh_secret,
    shown_secret,
    signature,
    system_resolve,
)
from tests.services.receiver import NAME, Receiver, Reply, receiver

# The example of the specification's own libraries.
KEPT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SPOKEN = base64.b64decode(KEPT.removeprefix("whsec_"))

# Every block of addresses that is not out there (RFC 6890 and its registries), and odd spellings.
INSIDE = (
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255",
    "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255",
    "192.0.0.8", "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
    "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1",
    "255.255.255.255", "168.63.129.16",
    "::", "::1", "::7f00:1", "::ffff:0:0", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:169.254.169.254", "::ffff:100.64.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "64:ff9b::a00:1", "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:0:7f00:1::", "2001:2::1",
    "2001:10::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::", "3fff::1", "5f00::1",
    "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1",
    "", "localhost", "0x7f000001", "2130706433", "127.1", "0177.0.0.1",
)  # fmt: skip
OUTSIDE = (
    "8.8.8.8", "1.1.1.1", "11.0.0.1", "100.63.255.255", "100.128.0.1", "172.32.0.1", "192.167.0.1",
    "198.17.0.1", "223.255.255.255", "::ffff:8.8.8.8", "64:ff9b::808:808", "2606:4700::1111",
    "2a00:1450:4010:c0e::71",
)  # fmt: skip

WRITTEN = (
    ("https://example.com", None),
    ("https://example.com:443/hooks?a=b%20c", None),
    ("https://xn--e1aybc.xn--p1ai/hooks", None),
    ("https://8.8.8.8/hooks", None),
    ("https://[2606:4700::1111]/hooks", None),
    ("http://example.com", "scheme"),
    ("https://example.com:8443", "port"),
    ("https://127.0.0.1/", "host"),
    ("https://[::1]/", "host"),
    ("https://[::ffff:10.0.0.1]/", "host"),
    ("https://2130706433/", "host"),
    ("https://0x7f000001/", "host"),
    ("https://127.1/", "host"),
    ("https://example.0x7f/", "host"),
    ("https://localhost/", "host"),
    ("https://printer.local/", "host"),
    ("https://db.internal./", "host"),
    ("https://intranet/", "host"),
    ("https://user:word@example.com/", "malformed"),
    ("https://example.com@127.0.0.1/", "malformed"),
    ("https://example.com/a b", "malformed"),
    ("https://example.com\\@127.0.0.1/", "malformed"),
    ("https://example.com/#part", "malformed"),
    ("https://example.com/\n", "malformed"),
    ("https://пример.рф/", "malformed"),
    ("ftp://example.com", "malformed"),
    ("https://example.com:99999/", "malformed"),
    ("https://[::1", "malformed"),
    ("https:///hooks", "malformed"),
    (f"https://{'a' * 64}.example.com/", "malformed"),
    ("https://a..example.com/", "malformed"),
    ("https://.example.com/", "malformed"),
    ("https://[v1.a]/", "malformed"),
    ("example.com", "malformed"),
    ("", "malformed"),
    (f"https://example.com/{'a' * 2000}", "too_long"),
)


@pytest.fixture
async def theirs(tmp_path: Path) -> AsyncIterator[Receiver]:
    async with receiver(tmp_path) as listening:
        yield listening


def letter(url: str, *secrets: bytes) -> Letter:
    return Letter(url, "evt_1", 1_700_000_000, '{"type": "ping"}', secrets or (b"s" * 32,))


def test_a_signature_is_that_of_the_specification() -> None:
    assert shown_secret(SPOKEN) == KEPT
    signed = signature(
        SPOKEN,
        id_="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=1614265330,
        body='{"test": 2432232314}',
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert 24 <= len(fresh_secret()) <= 64


def test_nothing_inside_is_permitted_and_what_is_out_there_is() -> None:
    assert [one for one in INSIDE if permitted(one)] == []
    assert [one for one in OUTSIDE if not permitted(one)] == []


@pytest.mark.parametrize(("url", "code"), WRITTEN)
def test_an_address_is_looked_at_when_it_is_written(url: str, code: str | None) -> None:
    found: list[Mistake] = list(address_mistakes(url, private=False))
    assert [one.code for one in found] == ([] if code is None else [code])
    # Where development is allowed, what can be understood is taken.
    still = list(address_mistakes(url, private=True))
    assert [one.code for one in still] == ([code] if code in ("malformed", "too_long") else [])


async def test_a_name_that_leads_inside_is_not_connected_to(theirs: Receiver) -> None:
    for one in INSIDE:
        # One good address beside it helps nobody.
        backend = Looking(lambda *_, one=one: ["8.8.8.8", one], private=False)
        with pytest.raises(httpcore.ConnectError):
            await backend.connect_tcp(NAME, theirs.port)
    assert theirs.connections == 0


async def test_it_arrives_signed_under_the_name_and_at_the_address_that_was_looked_at(
    theirs: Receiver,
) -> None:
    asked: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["127.0.0.1"]

    postman = theirs.postman(resolve=resolve)
    sent = letter(theirs.url("/hooks?from=us"), b"a" * 32, b"b" * 32)

    answer = await postman.send(sent)
    again = await postman.send(sent)
    await postman.close()

    assert (answer.status, answer.failure, again.status) == (204, None, 204)
    first, second = theirs.got
    assert (first.path, first.body, first.server_name) == (
        "/hooks?from=us",
        sent.body.encode(),
        NAME,
    )
    assert first.headers["host"] == f"{NAME}:{theirs.port}"
    assert first.headers["content-type"] == "application/json"
    assert (first.headers["webhook-id"], first.headers["webhook-timestamp"]) == (
        "evt_1",
        "1700000000",
    )
    assert first.headers["webhook-signature"].split(" ") == [
        signature(one, id_=sent.id, at=sent.at, body=sent.body) for one in sent.secrets
    ]
    assert second.headers == first.headers
    # The connection stays with the address, so that nobody is asked a second time.
    assert asked == [(NAME, theirs.port)]


async def test_whoever_has_no_certificate_for_the_name_is_told_nothing(theirs: Receiver) -> None:
    strict = theirs.postman()
    answer = await strict.send(letter(theirs.url(host="other.example.com")))
    await strict.close()
    assert (answer.status, answer.failure, theirs.got) == (None, "tls", [])


async def test_a_redirect_is_an_answer_and_is_not_followed(theirs: Receiver) -> None:
    theirs.replies["/hooks"] = [Reply(302, {"location": theirs.url("/elsewhere")})]
    postman = theirs.postman()
    answer = await postman.send(letter(theirs.url()))
    await postman.close()
    assert (answer.status, [one.path for one in theirs.got]) == (302, ["/hooks"])


async def test_of_an_answer_the_beginning_is_kept_as_a_text(theirs: Receiver) -> None:
    theirs.replies["/hooks"] = [Reply(500, body=b"\0\xff<b>" + b"x" * 100_000)]
    postman = theirs.postman()
    answer = await postman.send(letter(theirs.url()))
    await postman.close()
    assert answer.text.startswith("\ufffd\ufffd<b>x")
    assert len(answer.text) <= KEPT_BYTES


async def test_whoever_does_not_answer_in_time_is_let_go(theirs: Receiver) -> None:
    theirs.replies["/hooks"] = [Reply(None)]
    postman = theirs.postman(timeout_s=0.2)
    answer = await postman.send(letter(theirs.url()))
    await postman.close()
    assert (answer.status, answer.failure) == (None, "timeout")


async def test_whoever_cannot_be_reached_is_not_told_from_whoever_must_not_be(
    theirs: Receiver,
) -> None:
    def nobody(*_: object) -> list[str]:
        raise OSError("no such name")

    gone = theirs.postman(resolve=nobody)
    inside = theirs.postman(private=False)
    answers = [
        await gone.send(letter(theirs.url())),
        await inside.send(letter("https://hooks.example.com/")),
        # The setting was another when it was written.
        await inside.send(letter(theirs.url())),
    ]
    assert {(one.status, one.failure, one.text) for one in answers} == {(None, "unreachable", "")}
    assert theirs.connections == 0
    await gone.close()
    await inside.close()


@pytest.mark.parametrize("host", ["a" * 64, "a..example.com", ".example.com", "[v1.a]"])
async def test_a_host_that_cannot_be_looked_up_is_an_answer_like_any_other(
    theirs: Receiver, host: str
) -> None:
    answer = await theirs.postman(resolve=system_resolve).send(letter(f"https://{host}/"))
    assert (answer.status, answer.failure) == (None, "unreachable")


async def test_a_wish_to_be_left_alone_is_heard_in_both_its_forms(theirs: Receiver) -> None:
    wishes = ["120", formatdate(time.time() + 120, usegmt=True), "soon", "-5"]
    theirs.replies["/hooks"] = [Reply(503, {"Retry-After": one}) for one in wishes]
    postman = theirs.postman()
    heard = [(await postman.send(letter(theirs.url()))).retry_after_ms for _ in wishes]
    await postman.close()
    assert heard[0] == 120_000
    assert heard[1] is not None
    assert 110_000 < heard[1] <= 120_000
    assert heard[2:] == [None, None]
