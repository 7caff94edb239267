"""Whose are the tokens of an outside issuer?"""

import asyncio
import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from typing_extensions import override

from chatserver.config import Issuer
from chatserver.core.people import Client, tokens_after
from chatserver.identity.issuers import MOST_BYTES, Issuers
from chatserver.identity.tokens import BadToken, Claims, Kind

NOON = 1_767_268_800_000
KEY = "k" * 32


def configured(algorithm: str, **more: str) -> Issuer:
    return Issuer.model_validate(
        {
            "issuer": "https://id.example.com",
            "audience": "chat",
            "org": "org_a",
            "algorithms": (algorithm,),
            **more,
        }
    )


SHARED = configured("HS256", key=KEY)
PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CURVE = ec.generate_private_key(ec.SECP256R1())


class Published:
    """A JWKS address on loopback."""

    def __init__(self) -> None:
        self.keys: list[dict[str, Any]] = []
        self.instead: bytes | None = None
        self.status = 200
        self.asked = 0
        self.go_on, self.is_asked = threading.Event(), threading.Event()
        self.go_on.set()
        published = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                published.asked += 1
                if not published.go_on.is_set():
                    published.is_asked.set()
                    published.go_on.wait()
                written = json.dumps({"keys": published.keys}).encode()
                self.send_response(published.status)
                self.end_headers()
                # Whoever has read enough hangs up.
                with contextlib.suppress(OSError):
                    self.wfile.write(written if published.instead is None else published.instead)

            @override
            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/jwks"

    def publish(self, kid: str) -> None:
        jwk = json.loads(RSAAlgorithm.to_jwk(PRIVATE.public_key()))
        self.keys.append({**jwk, "kid": kid, "use": "sig"})


@pytest.fixture
def published() -> Iterator[Published]:
    address = Published()
    thread = threading.Thread(target=address.server.serve_forever)
    thread.start()
    yield address
    address.server.shutdown()
    thread.join()
    address.server.server_close()


async def find_client(org: str, external: str) -> str | None:
    return {("org_a", "77"): "cl_cid"}.get((org, external))


def verifier(issuer: Issuer, at: list[int] | None = None) -> Issuers:
    clock = at or [NOON]
    return Issuers([issuer], find_client=find_client, now=lambda: clock[0])


def claims(**changes: object) -> dict[str, Any]:
    now_s = NOON // 1000
    return {
        "iss": "https://id.example.com",
        "aud": "chat",
        "sub": "77",
        "iat": now_s,
        "exp": now_s + 60,
        "jti": "one",
        **changes,
    }


def shared(**changes: object) -> str:
    return jwt.encode(claims(**changes), KEY, algorithm="HS256")


async def refusal(issuers: Issuers, token: str) -> str:
    with pytest.raises(BadToken) as bad:
        await issuers.verify(token)
    return bad.value.code


async def test_the_issuers_client_is_found_by_its_own_id() -> None:
    found = await verifier(SHARED).verify(shared())

    assert found == Claims(Kind.CLIENT, "cl_cid", "org_a", NOON + 60_000)


async def test_the_claim_that_names_the_client_is_configured() -> None:
    issuer = configured("HS256", key=KEY, client_claim="uid")

    assert (await verifier(issuer).verify(shared(sub="x", uid="77"))).id == "cl_cid"
    assert await refusal(verifier(issuer), shared()) == "unauthorized"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.example.com"},
        {"iss": ""},
        {"aud": "shop"},
        {"sub": "78"},
        {"sub": "7\0"},
        {"sub": "7\ud800"},
        {"sub": ""},
        {"sub": "7" * 201},
    ],
)
async def test_what_was_not_agreed_on_is_refused(changes: dict[str, object]) -> None:
    assert await refusal(verifier(SHARED), shared(**changes)) == "unauthorized"


async def test_their_clock_may_run_half_a_minute_ahead_but_nothing_outlives_its_end() -> None:
    now_s = NOON // 1000

    early = shared(iat=now_s + 30, nbf=now_s + 30)

    assert (await verifier(SHARED).verify(early)).id == "cl_cid"
    assert await refusal(verifier(SHARED), shared(iat=now_s + 31)) == "unauthorized"
    assert await refusal(verifier(SHARED), shared(nbf=now_s + 31)) == "unauthorized"
    assert await refusal(verifier(SHARED), shared(exp=now_s)) == "token_expired"


async def test_of_a_client_whose_tokens_ended_the_next_one_counts() -> None:
    client = Client("cl_cid", "Cid", "org_a", "", (), tokens_from=tokens_after(NOON))
    now_s = NOON // 1000

    before = await verifier(SHARED).verify(shared(iat=now_s - 1))
    after = await verifier(SHARED).verify(shared())

    assert [client.admits(one.issued_at) for one in (before, after)] == [False, True]


BY_A = jwt.encode(claims(), PRIVATE, algorithm="RS256", headers={"kid": "a"})


async def test_published_keys_are_fetched_once(published: Published) -> None:
    published.publish("a")
    issuers = verifier(configured("RS256", jwks_url=published.url))

    assert (await issuers.verify(BY_A)).id == "cl_cid"
    assert (await issuers.verify(BY_A)).id == "cl_cid"
    assert published.asked == 1


async def test_unknown_keys_are_asked_for_again_but_not_without_end(published: Published) -> None:
    published.publish("a")
    at = [NOON]
    issuers = verifier(configured("RS256", jwks_url=published.url), at)
    later = jwt.encode(claims(), PRIVATE, algorithm="RS256", headers={"kid": "b"})

    for _ in range(3):
        assert await refusal(issuers, later) == "unauthorized"
    assert published.asked == 1
    published.publish("b")
    at[0] += 10_000
    assert (await issuers.verify(later)).id == "cl_cid"


async def test_keys_are_fetched_again_where_the_clock_was_set_back(published: Published) -> None:
    published.publish("a")
    at = [NOON + 3_600_000]
    issuers = verifier(configured("RS256", jwks_url=published.url), at)
    old, new = (
        jwt.encode(claims(), PRIVATE, algorithm="RS256", headers={"kid": kid}) for kid in "ab"
    )
    assert await refusal(issuers, old) == "token_expired"
    published.keys.clear()
    published.publish("b")

    at[0] = NOON

    assert (await issuers.verify(new)).id == "cl_cid"
    assert await refusal(issuers, old) == "unauthorized"


async def test_while_somebody_waits_for_the_address_the_keys_known_so_far_hold(
    published: Published,
) -> None:
    published.publish("a")
    at = [NOON]
    issuers = verifier(configured("RS256", jwks_url=published.url), at)
    token = jwt.encode(
        claims(exp=NOON // 1000 + 600), PRIVATE, algorithm="RS256", headers={"kid": "a"}
    )
    assert (await issuers.verify(token)).id == "cl_cid"
    at[0] += 300_000
    published.go_on.clear()

    asking = asyncio.create_task(issuers.verify(token))
    await asyncio.to_thread(published.is_asked.wait)
    try:
        assert (await issuers.verify(token)).id == "cl_cid"
        assert not asking.done()
    finally:
        published.go_on.set()
    assert (await asking).id == "cl_cid"


async def test_an_address_that_is_down_is_not_the_tokens_fault() -> None:
    issuers = verifier(configured("RS256", jwks_url="http://127.0.0.1:9/"))

    assert await refusal(issuers, BY_A) == "unavailable"


@pytest.mark.parametrize(
    "instead", [b"", b"[]", b'{"keys": 7}', b"[" * 100_000, b"\xff"], ids=ascii
)
async def test_what_is_no_set_of_keys_is_not_the_tokens_fault(
    published: Published, instead: bytes
) -> None:
    published.instead = instead
    assert (
        await refusal(verifier(configured("RS256", jwks_url=published.url)), BY_A) == "unavailable"
    )


async def test_of_published_keys_no_more_is_read_than_anybody_needs(published: Published) -> None:
    published.publish("a")
    written = json.dumps({"keys": published.keys}).encode()
    published.instead = written.ljust(MOST_BYTES)
    await verifier(configured("RS256", jwks_url=published.url)).verify(BY_A)

    published.instead = written.ljust(MOST_BYTES + 1)
    assert (
        await refusal(verifier(configured("RS256", jwks_url=published.url)), BY_A) == "unavailable"
    )


async def test_keys_come_with_a_good_answer_alone(published: Published) -> None:
    published.publish("a")
    published.status = 503
    assert (
        await refusal(verifier(configured("RS256", jwks_url=published.url)), BY_A) == "unavailable"
    )


async def test_a_published_key_verifies_with_the_configured_algorithm_alone(
    published: Published,
) -> None:
    published.keys.append(
        {**json.loads(ECAlgorithm.to_jwk(CURVE.public_key())), "kid": "e", "alg": "ES256"}
    )
    issuers = verifier(configured("RS256", jwks_url=published.url))
    token = jwt.encode(claims(), CURVE, algorithm="ES256", headers={"kid": "e"})

    assert await refusal(issuers, token) == "unauthorized"
