import pytest

from chatserver.core.notice_words import TEXT, TITLE, Line, Said, letter, shown, subject
from chatserver.core.notices import Occasion

HELLO = Said("Hello,\n  is anybody there?")
LINE = Line("Cid", "Pine Street", 7, 3, frozenset({Occasion.MESSAGE}), "https://chat.test/7")


@pytest.mark.parametrize(
    ("said", "occasion", "locale", "preview", "unread", "body"),
    [
        (HELLO, Occasion.MESSAGE, "en", True, 1, "Hello, is anybody there?"),
        (HELLO, Occasion.MESSAGE, "en-GB", True, 3, "Hello, is anybody there? (3)"),
        (HELLO, Occasion.MESSAGE, "en", False, 3, "New message (3)"),
        (HELLO, Occasion.MESSAGE, "ru-RU", False, 1, "Новое сообщение"),
        (Said(file="plan.pdf"), Occasion.MESSAGE, "ru", True, 1, "Файл: plan.pdf"),
        (Said(file="plan.pdf"), Occasion.MESSAGE, "", True, 1, "File: plan.pdf"),
        (Said(link="Bills"), Occasion.MESSAGE, "en", True, 1, "Bills"),
        (Said(), Occasion.MESSAGE, "en", True, 1, "New message"),
        (HELLO, Occasion.ASSIGNED, "ru", False, 1, "Вы назначены ответственным"),
        (Said("Help"), Occasion.ASSIGNED, "en", True, 9, "You were made responsible: Help"),
    ],
)
def test_a_push_says_what_was_written_where_it_may(
    said: Said, occasion: Occasion, locale: str, preview: bool, unread: int, body: str
) -> None:
    words = shown(
        title="Cid", said=said, occasion=occasion, locale=locale, preview=preview, unread=unread
    )
    assert (words.title, words.body) == ("Cid", body)


def test_long_words_are_cut() -> None:
    words = shown(
        title="t" * 200, said=Said("w" * 4000), occasion=Occasion.MESSAGE, locale="en", preview=True
    )
    assert (len(words.title), len(words.body)) == (TITLE, TEXT)
    assert words.body.endswith("…")


def test_a_mail_names_the_chats_and_where_they_open() -> None:
    both = Line("Kim", "Pine Street", 8, 0, frozenset({Occasion.ASSIGNED}), "https://chat.test/8")
    assert subject([LINE], locale="en") == "New message: Cid, Pine Street"
    assert subject([both], locale="ru") == "Вы назначены ответственным: Kim, Pine Street"
    assert subject([LINE, both], locale="en") == "Chats that wait for you: 2"
    assert letter([LINE, both], locale="en") == (
        "№ 7 · Cid · Pine Street\nUnread: 3\nhttps://chat.test/7\n\n"
        "№ 8 · Kim · Pine Street\nYou were made responsible\nhttps://chat.test/8"
    )
    assert "Не прочитано: 3" in letter([LINE], locale="ru")
