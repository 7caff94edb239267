"""What may a miniapp.json ask for? (D13)"""

import pytest

from chatserver.core.manifests import MOST_ORIGINS, ORIGINS, changes_between, read_manifest

GOOD = (
    "https://api.example.com",
    "https://a.b.example.ru:8443",
    "https://xn--e1afmkfd.xn--p1ai",
    "https://a.example:65535",
)
BAD: tuple[object, ...] = (
    "https://api.example.com\n",
    "https://api.example.com\r\nSet-Cookie: a=b",
    "https://api.example.com; script-src *",
    "https://api.example.com https://b.example",
    "https://*.example.com",
    "http://api.example.com",
    "https://api.example.com/",
    "https://api.example.com:0",
    "https://api.example.com:65536",
    "https://api.example.com:\uff11\uff12",
    "https://\u043f\u0440.example",
    "https://user@api.example.com",
    "https://127.0.0.1",
    "https://localhost",
    "https://API.example.com",
    "data:",
    "",
    None,
    1,
    ["https://api.example.com"],
)


@pytest.mark.parametrize("name", ORIGINS)
@pytest.mark.parametrize("origin", GOOD)
def test_origins_of_others_may_be_named(name: str, origin: str) -> None:
    manifest, mistakes = read_manifest({name: [origin]})
    assert (getattr(manifest, name), mistakes) == ((origin,), [])


@pytest.mark.parametrize("name", ORIGINS)
@pytest.mark.parametrize("origin", BAD)
def test_what_is_no_origin_does_not_come_near_a_header(name: str, origin: object) -> None:
    manifest, mistakes = read_manifest({name: [GOOD[0], origin]})
    assert [(one.pointer, one.code) for one in mistakes] == [(f"/{name}/1", "origin")]
    assert getattr(manifest, name) == (GOOD[0],)


def test_there_are_not_too_many() -> None:
    origins = [f"https://a{n}.example" for n in range(MOST_ORIGINS + 1)]
    assert read_manifest({"connect": origins[1:]})[1] == []
    assert [one.pointer for one in read_manifest({"connect": origins})[1]] == ["/connect"]


@pytest.mark.parametrize("purpose", ["", " ", "\u202e", "a\0", "\ud800", "x" * 201, 1, None])
def test_a_purpose_is_one_that_can_be_read_and_stored(purpose: object) -> None:
    scope = {"name": "profile.name", "purpose": purpose, "required": True}
    manifest, mistakes = read_manifest({"scopes": [scope]})
    assert [one.pointer for one in mistakes] == ["/scopes/0/purpose"]
    assert manifest.scopes == ()


def test_words_that_clients_will_read_are_part_of_the_difference() -> None:
    def asks(name: str, purpose: str) -> dict[str, object]:
        return {"name": name, "purpose": purpose, "required": False}

    before = {"scopes": [asks("profile.name", "To greet you"), asks("place.read", "To come")]}
    after = {"scopes": [asks("profile.name", "To sell it"), asks("payments", "To be paid")]}
    assert changes_between(before, after) == {
        "scopes": {"added": ["payments (optional)"], "removed": ["place.read (optional)"]},
        "purposes": {
            "added": ["profile.name: To sell it"],
            "removed": ["profile.name: To greet you"],
        },
    }
    assert changes_between(after, after) == {}
