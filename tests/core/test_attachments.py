"""Under which name and as which type is a file taken, and who may send it?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.core.attachments import (
    EXTENSIONS,
    NAME_BYTES,
    NAME_LENGTH,
    OLE,
    ZIP,
    Enclosure,
    TypeNotAllowed,
    clean_name,
    enclose,
    shown_inline,
    typed,
)
from chatserver.core.events import FileCard
from chatserver.core.people import Author
from chatserver.core.refusals import FileUnavailable

CARD = FileCard("file_1", "a.pdf", 9, "application/pdf")
CID = Author(kind="client", id="cl_cid", name="Cid")


def enclosure(
    purpose: str = "message", kind: str = "client", owner: str = "cl_cid", *, taken: bool = False
) -> Enclosure:
    return Enclosure(CARD, purpose, kind, owner, taken)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("photo.png", "photo.png"),
        ("Отчёт за май.pdf", "Отчёт за май.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\scan.pdf", "scan.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie x.pdf"),
        ("gpj.\u202eexe.pdf", "gpj.exe.pdf"),
        ("  .. ", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ('a"b<c>|?*.pdf', "abc.pdf"),
        ("и\u0306.pdf", "й.pdf"),
    ],
)
def test_a_name_is_the_last_part_of_what_was_given_without_what_deceives(
    given_name: str, kept: str
) -> None:
    assert clean_name(given_name) == kept


@given(st.text(max_size=400))
def test_a_name_is_never_long_empty_or_a_path(name: str) -> None:
    kept = clean_name(name)
    assert 0 < len(kept) <= NAME_LENGTH
    assert len(kept.encode()) <= NAME_BYTES
    assert not set(kept) & set('/\\<>:"|?*\0\n\r')
    assert clean_name(kept) == kept


@given(st.text(max_size=200), st.sampled_from(sorted(EXTENSIONS)))
def test_what_is_taken_is_called_what_it_is(stem: str, mime: str) -> None:
    for extension in EXTENSIONS[mime]:
        name, kind = typed(f"{stem}a.{extension}", mime)
        assert kind == mime
        assert name.lower().endswith(f".{extension}")


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("report.docx", ZIP, ("report.docx", "docx")),
        ("old.xls", OLE, ("old.xls", "xls")),
        ("list.csv", "text/plain", ("list.csv", "csv")),
        ("photo.jpg", "image/png", ("photo.jpg.png", "png")),
        ("scan", "application/pdf", ("scan.pdf", "pdf")),
        ("virus.exe", "application/pdf", ("virus.exe.pdf", "pdf")),
        ("PHOTO.JPG", "image/jpeg", ("PHOTO.JPG", "jpg")),
    ],
)
def test_the_content_decides_and_the_name_says_more_of_a_container(
    name: str, content: str, kept: tuple[str, str]
) -> None:
    called, mime = typed(name, content)
    assert (called, EXTENSIONS[mime][0]) == kept


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", None),
        ("photo.png", "application/x-msdownload"),
        ("invoice.pdf", ZIP),
        ("photo.png", "application/pdf"),
        ("report.docx", "text/plain"),
        ("old.doc", ZIP),
        ("page.txt", OLE),
        ("anything", OLE),
    ],
)
def test_a_wrong_type_under_a_right_name_is_refused(name: str, content: str | None) -> None:
    with pytest.raises(TypeNotAllowed):
        typed(name, content)


def test_a_browser_shows_what_cannot_run() -> None:
    assert shown_inline("application/pdf", preview=False)
    assert shown_inline("video/mp4", preview=False)
    assert shown_inline("image/png", preview=True)
    assert not shown_inline("image/png", preview=False), "it could not be read here"
    for mime in ("text/html", "image/svg+xml", "text/plain", "application/zip", "text/csv"):
        assert not shown_inline(mime, preview=False)


def test_only_its_uploader_sends_a_file_once() -> None:
    assert enclose(enclosure(), CID) is CARD
    for file in (
        None,
        enclosure(taken=True),
        enclosure("widget"),
        enclosure(kind="staff"),
        enclosure(owner="cl_dot"),
    ):
        with pytest.raises(FileUnavailable):
            enclose(file, CID)
