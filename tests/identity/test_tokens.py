"""Which tokens open a door?"""

import base64
import json
from collections.abc import Mapping
from typing import Any

import jwt
import pytest

from chatserver.identity.tokens import (
    ALGORITHM,
    AUDIENCES,
    REQUIRED,
    BadToken,
    Claims,
    Kind,
    Tokens,
)

NOON = 1_767_268_800_000
KEYS = {Kind.STAFF: b"s" * 32, Kind.CLIENT: b"c" * 32}
OTHER = b"o" * 32
BOTH = (Kind.STAFF, Kind.CLIENT)


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> int:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(clock: Clock) -> Tokens:
    return Tokens(KEYS, clock)


NOTHING: Mapping[str, object] = {}


def forge(
    kind: Kind,
    *,
    without: str = "",
    headers: Mapping[str, object] = NOTHING,
    changes: Mapping[str, object] = NOTHING,
) -> str:
    """A token with our own key, but for what the test changes."""
    claims: dict[str, Any] = {
        "sub": "st_ann",
        "org": "org_a",
        "aud": list(AUDIENCES[kind]),
        "iat": NOON // 1000,
        "exp": NOON // 1000 + 60,
        "jti": "one",
    }
    claims |= dict(changes)
    claims.pop(without, None)
    return jwt.encode(
        claims,
        KEYS[kind],
        algorithm=ALGORITHM,
        headers={"typ": kind.value, **headers},
    )


def refusal(tokens: Tokens, token: str, audience: str = "chat") -> str:
    with pytest.raises(BadToken) as bad:
        tokens.verify(token, kinds=BOTH, audience=audience)
    return bad.value.code


def test_a_fresh_token_says_whose_it_is(tokens: Tokens) -> None:
    issued = tokens.issue(Kind.STAFF, "st_ann", org="org_a", lifetime_s=900)

    claims = tokens.verify(issued.token, kinds=BOTH, audience="chat")

    assert claims == Claims(Kind.STAFF, "st_ann", "org_a", NOON + 900_000)
    assert issued.expires_at == NOON + 900_000


def test_the_forged_tokens_of_this_file_are_good_but_for_their_change(tokens: Tokens) -> None:
    assert tokens.verify(forge(Kind.STAFF), kinds=BOTH, audience="chat").id == "st_ann"


def test_a_token_lives_to_the_last_millisecond_and_no_longer(tokens: Tokens, clock: Clock) -> None:
    token = tokens.issue(Kind.CLIENT, "cl_cid", org="org_a", lifetime_s=60).token

    clock.at = NOON + 59_999
    assert tokens.verify(token, kinds=BOTH, audience="chat").id == "cl_cid"
    clock.at = NOON + 60_000
    assert refusal(tokens, token) == "token_expired"


def test_another_nodes_clock_may_run_half_a_minute_ahead(tokens: Tokens, clock: Clock) -> None:
    clock.at = NOON + 30_999
    token = tokens.issue(Kind.CLIENT, "cl_cid", org="org_a", lifetime_s=60).token

    clock.at = NOON
    assert tokens.verify(token, kinds=BOTH, audience="chat").id == "cl_cid"
    clock.at = NOON - 1
    assert refusal(tokens, token) == "unauthorized"


@pytest.mark.parametrize("claim", REQUIRED)
def test_every_required_claim_is_required(tokens: Tokens, claim: str) -> None:
    assert refusal(tokens, forge(Kind.STAFF, without=claim)) == "unauthorized"


@pytest.mark.parametrize(
    "changes",
    [
        {"iat": NOON // 1000 + 31},
        {"nbf": NOON // 1000 + 31},
        {"exp": NOON},
        {"exp": 1e300},
        {"exp": "soon"},
        {"exp": True},
        {"exp": float("nan")},
        {"aud": "miniapp"},
        {"sub": 5},
    ],
)
def test_a_claim_that_is_not_as_it_should_be_is_refused(
    tokens: Tokens, changes: dict[str, object]
) -> None:
    assert refusal(tokens, forge(Kind.STAFF, changes=changes)) == "unauthorized"


def test_each_kind_opens_its_own_doors_alone(tokens: Tokens) -> None:
    staff = tokens.issue(Kind.STAFF, "st_ann", org="org_a", lifetime_s=60).token
    client = tokens.issue(Kind.CLIENT, "cl_cid", org="org_a", lifetime_s=60).token

    assert refusal(tokens, staff, audience="superapp") == "unauthorized"
    assert refusal(tokens, client, audience="api") == "unauthorized"
    with pytest.raises(BadToken):
        tokens.verify(client, kinds=[Kind.STAFF], audience="chat")
    with pytest.raises(BadToken):
        tokens.verify(staff, kinds=[Kind.CLIENT], audience="chat")


def test_a_kind_cannot_be_passed_off_as_another_by_its_header(tokens: Tokens) -> None:
    dressed_up = forge(Kind.CLIENT, headers={"typ": "staff"}, changes={"aud": ["api", "chat"]})

    assert refusal(tokens, dressed_up) == "unauthorized"


@pytest.mark.parametrize("typ", ["miniapp", "JWT", None, 5])
def test_a_token_of_another_kind_is_refused(tokens: Tokens, typ: object) -> None:
    assert refusal(tokens, forge(Kind.STAFF, headers={"typ": typ})) == "unauthorized"


def test_a_token_cannot_bring_its_own_key(tokens: Tokens) -> None:
    mine = base64.urlsafe_b64encode(OTHER).decode().rstrip("=")
    token = jwt.encode(
        {"sub": "st_ann", "aud": "chat", "iat": 1, "exp": NOON, "jti": "one"},
        OTHER,
        algorithm=ALGORITHM,
        headers={
            "typ": "staff",
            "jwk": {"kty": "oct", "k": mine},
            "jku": "https://example.com/keys",
            "x5u": "https://example.com/cert",
        },
    )

    assert refusal(tokens, token) == "unauthorized"


@pytest.mark.parametrize("algorithm", ["none", "HS512"])
def test_the_algorithm_is_ours_to_choose(tokens: Tokens, algorithm: str) -> None:
    header, body, _ = forge(Kind.STAFF).split(".")
    changed = json.loads(base64.urlsafe_b64decode(header + "==")) | {"alg": algorithm}
    head = base64.urlsafe_b64encode(json.dumps(changed).encode()).decode().rstrip("=")

    assert refusal(tokens, f"{head}.{body}.") == "unauthorized"


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "a.b.c",
        "....",
        "\0",
        "й.й.й",
        f"{base64.urlsafe_b64encode(b'[' * 6000).decode()}.a.b",
    ],
)
def test_what_is_no_token_is_refused(tokens: Tokens, token: str) -> None:
    assert refusal(tokens, token) == "unauthorized"


@pytest.mark.parametrize("client", [b"short", KEYS[Kind.STAFF]])
def test_each_kind_needs_a_good_key_of_its_own(clock: Clock, client: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Tokens({**KEYS, Kind.CLIENT: client}, clock)
