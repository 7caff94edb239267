"""When do two bodies say the same?"""

from hypothesis import given
from hypothesis import strategies as st

from chatserver.http.digests import Digest

FORM = "multipart/form-data; boundary="


def digest(content_type: str, *chunks: bytes) -> str:
    taken = Digest(content_type)
    for chunk in chunks:
        taken.take(chunk)
    return taken.value()


def form(boundary: str, content: bytes, name: str = "file") -> bytes:
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return head.encode() + content + f"\r\n--{boundary}--\r\n".encode()


@given(st.binary(max_size=200), st.integers(0, 200))
def test_it_does_not_matter_in_which_pieces_a_body_comes(body: bytes, cut: int) -> None:
    kind = "application/json"
    assert digest(kind, body[:cut], body[cut:]) == digest(kind, body)


@given(st.binary(max_size=60), st.integers(0, 300))
def test_a_form_counts_without_its_boundary(content: bytes, cut: int) -> None:
    one, other = form("aaa111", content), form("bbb222xyz", content)
    assert digest(FORM + "aaa111", one) == digest(FORM + "bbb222xyz", other[:cut], other[cut:])


def test_what_differs_is_told_apart() -> None:
    kind = FORM + "aaa111"
    different = {
        digest(kind, form("aaa111", b"one")),
        digest(kind, form("aaa111", b"two")),
        digest(kind, form("aaa111", b"one", "other")),
        digest(kind, b"no form"),
        digest("text/plain", b"no form"),
        digest("text/html", b"no form"),
        digest("text/plain", b""),
    }
    assert len(different) == 7
