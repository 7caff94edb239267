"""Is a mini-app's token what its partner is promised, to the second?"""

import base64
import json
from collections.abc import Mapping
from typing import Any

import jwt
import pytest

from chatserver.identity.guests import HOUR_S, Guests
from chatserver.identity.miniapp_tokens import DAY_S, TYPE, MadeKey, MiniappTokens, UnknownKey
from chatserver.identity.tokens import BadToken, Kind, Tokens

NOON = 1_767_268_800_000
SECRET = b"m" * 32
CLAIMS: Mapping[str, Any] = {
    "iss": "https://chat.example.com",
    "aud": "mini-app:app_1",
    "sub": "pw_cid",
    "org": "org_a",
    "place": "pw_flat",
    "gen": 3,
    "jti": "tok_1",
    "env": "live",
}


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> int:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(clock: Clock) -> MiniappTokens:
    return MiniappTokens(SECRET, clock)


@pytest.fixture
def key(tokens: MiniappTokens) -> MadeKey:
    return tokens.make_key()


def test_a_partner_verifies_it_with_the_published_key_alone(
    tokens: MiniappTokens, key: MadeKey
) -> None:
    token, expires_at = tokens.issue(key.id, CLAIMS)

    published = jwt.PyJWKSet.from_dict({"keys": [json.loads(key.public)]})
    header = jwt.get_unverified_header(token)
    claims = jwt.decode(
        token,
        published[header["kid"]].key,
        algorithms=["EdDSA"],
        audience="mini-app:app_1",
        issuer="https://chat.example.com",
        options={"verify_exp": False, "verify_iat": False, "verify_nbf": False},
    )

    assert header == {"alg": "EdDSA", "typ": TYPE, "kid": key.id}
    assert claims == {
        **CLAIMS,
        "iat": NOON // 1000,
        "nbf": NOON // 1000,
        "exp": NOON // 1000 + DAY_S,
    }
    assert expires_at == NOON + 86_400_000


def test_it_lives_a_day_to_the_millisecond(
    tokens: MiniappTokens, key: MadeKey, clock: Clock
) -> None:
    token, expires_at = tokens.issue(key.id, CLAIMS)

    clock.at = NOON - 30_000  # of another node
    assert tokens.verify(token).gen == 3
    clock.at = expires_at - 1
    assert tokens.verify(token).gen == 3
    clock.at = expires_at
    with pytest.raises(BadToken) as refused:
        tokens.verify(token)
    assert refused.value.code == "token_expired"
    assert tokens.verify(token, expired=True).sub == "pw_cid"


def test_a_stored_key_is_sealed_and_opens_with_the_same_secret_only(
    key: MadeKey, tokens: MiniappTokens, clock: Clock
) -> None:
    token, _ = tokens.issue(key.id, CLAIMS)
    same, other = MiniappTokens(SECRET, clock), MiniappTokens(b"o" * 32, clock)

    same.learn(key.id, private=key.private, public=key.public)
    other.learn(key.id, private=key.private, public=key.public)

    assert (same.signs(key.id), other.signs(key.id)) == (True, False)
    assert same.verify(token) == other.verify(token) == tokens.verify(token)
    again, _ = same.issue(key.id, CLAIMS)
    assert tokens.verify(again).jti == "tok_1"


def test_ids_are_pairwise(tokens: MiniappTokens, clock: Clock) -> None:
    ids = {tokens.pairwise(app, one) for app in ("app_1", "app_2") for one in ("cl_1", "cl_2")}
    assert len(ids) == 4
    assert tokens.pairwise("app_1", "cl_1") == MiniappTokens(SECRET, clock).pairwise(
        "app_1", "cl_1"
    )
    assert not any("cl_" in one for one in ids)


def forged(key: MadeKey, token: str, headers: Mapping[str, Any]) -> str:
    """The same claims, signed with the published key as a shared secret, or not at all."""
    _, body, _ = token.split(".")
    x = json.loads(key.public)["x"]
    secret = base64.urlsafe_b64decode(x + "=" * (-len(x) % 4))
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    algorithm = str(headers.get("alg", "HS256"))
    if algorithm == "none":
        return jwt.encode(claims, "", algorithm=algorithm, headers=dict(headers))
    return jwt.encode(claims, secret, algorithm=algorithm, headers=dict(headers))


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_another_algorithm_is_refused(tokens: MiniappTokens, key: MadeKey, algorithm: str) -> None:
    token, _ = tokens.issue(key.id, CLAIMS)
    twisted = forged(key, token, {"alg": algorithm, "typ": TYPE, "kid": key.id})
    with pytest.raises(BadToken):
        tokens.verify(twisted)


@pytest.mark.parametrize(
    "claims",
    [
        {**CLAIMS, "aud": "api"},
        {**CLAIMS, "aud": ["mini-app:app_1", "api"]},
        {name: value for name, value in CLAIMS.items() if name != "gen"},
        {name: value for name, value in CLAIMS.items() if name != "jti"},
    ],
)
def test_what_lacks_a_claim_or_is_for_others_is_refused(
    tokens: MiniappTokens, key: MadeKey, claims: Mapping[str, Any]
) -> None:
    token, _ = tokens.issue(key.id, claims)
    with pytest.raises(BadToken):
        tokens.verify(token)


def test_tokens_of_other_kinds_open_nothing(
    tokens: MiniappTokens, key: MadeKey, clock: Clock
) -> None:
    own = Tokens({Kind.STAFF: b"s" * 32, Kind.CLIENT: b"c" * 32}, clock)
    token, _ = tokens.issue(key.id, CLAIMS)
    client = own.issue(Kind.CLIENT, "cl_cid", org="org_a", lifetime_s=60).token

    for text in (client, "", "a.b.c", token[:-4] + "AAAA", "é" * 9):
        with pytest.raises(BadToken):
            tokens.verify(text)
    with pytest.raises(BadToken):
        own.verify(token, kinds=list(Kind), audience="superapp")
    with pytest.raises(UnknownKey):
        MiniappTokens(SECRET, clock).verify(token)


def test_a_guest_is_a_guest_for_an_hour(tokens: MiniappTokens, clock: Clock) -> None:
    guests = Guests(tokens.part("guests"), clock)
    issued = guests.issue("org_a")

    assert guests.verify(issued.token).org == "org_a"
    assert issued.expires_at == NOON + HOUR_S * 1000
    clock.at = NOON - 30_000  # of another node
    assert guests.verify(issued.token).org == "org_a"
    clock.at = issued.expires_at
    with pytest.raises(BadToken):
        guests.verify(issued.token)
    with pytest.raises(BadToken):
        Guests(b"x" * 32, clock).verify(issued.token)
    client = Tokens({Kind.STAFF: b"s" * 32, Kind.CLIENT: b"c" * 32}, clock)
    with pytest.raises(BadToken):
        guests.verify(client.issue(Kind.CLIENT, "cl_1", org="org_a", lifetime_s=60).token)
    with pytest.raises(BadToken):
        client.verify(issued.token, kinds=list(Kind), audience="superapp")
