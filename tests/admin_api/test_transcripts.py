"""How does a chat look that somebody keeps?"""

from html.parser import HTMLParser

import pytest
from typing_extensions import override

from chatserver.core.commands import (
    CloseDialog,
    DeleteMessage,
    DeleteNote,
    EditMessage,
    Open,
    Reply,
    Send,
    WriteNote,
)
from chatserver.core.transcript_words import WORDS
from chatserver.ledger.outcome import Person
from tests.doors import Doors
from tests.seeds import ANN, CID, DOT, FLAT_1, KIM, NEWS, ZOE

CLIENT, STAFF = Person("client", CID, "ios"), Person("staff", ANN)
SCRIPT = '<script>alert("1")</script>'


async def talked(door: Doors) -> str:
    chat = (await door.ledger.submit(Open(NEWS, FLAT_1), CLIENT)).chat.id

    async def say(text: str, person: Person) -> int:
        sent = await door.ledger.submit(Send(chat=chat, key=f"k_{len(text)}", text=text), person)
        assert sent.seq is not None
        return sent.seq

    await say(f"{SCRIPT}\n[01.01.2026 00:00] Ann:", CLIENT)
    gone = await say("a mistake", CLIENT)
    await door.ledger.submit(DeleteMessage(chat, "d", gone), CLIENT)
    seq = await say("One moment", STAFF)
    await door.ledger.submit(EditMessage(chat, "e", seq, "One minute"), STAFF)
    await door.ledger.submit(CloseDialog(chat, "c", 1, "solved"), STAFF)
    return chat


async def written(door: Doors, chat: str, form: str, language: str = "en") -> str:
    headers = {**await door.staff(ANN), "Accept-Language": language}
    answer = await door.caller.get(
        f"/api/v1/chats/{chat}/transcript?format={form}", headers=headers
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment; ")
    return answer.text


@pytest.mark.any_kind
async def test_a_text_holds_what_stands_and_who_said_it(door: Doors) -> None:
    chat = await talked(door)

    lines = (await written(door, chat, "text")).splitlines()

    assert lines[0] == "Chat no. 1"
    assert "Client: Cid Orlov, +79160000001" in lines
    assert f"    {SCRIPT}" in lines
    assert "    One minute" in lines
    assert "    Message deleted" in lines
    assert "    Dialog 1 ended: question solved" in lines
    whole = "\n".join(lines)
    assert "a mistake" not in whole
    assert "One moment" not in whole
    assert "Ann (edited):" in whole


async def test_a_reply_says_to_what(door: Doors) -> None:
    submit = door.ledger.submit
    chat = (await submit(Open(NEWS, FLAT_1), CLIENT)).chat.id
    asked = await submit(Send(chat, "q", text=f"{SCRIPT}\nFlat " + "1" * 100), CLIENT)
    gone = await submit(Send(chat, "g", text="a mistake"), CLIENT)
    for key, seq in (("1", asked.seq), ("2", gone.seq)):
        await submit(Reply(chat, key, text="Which one?", reply=seq or 0), STAFF)
    await submit(DeleteMessage(chat, "d", gone.seq or 0), CLIENT)

    text, page = await written(door, chat, "text"), await written(door, chat, "html")

    quoted = [line.strip() for line in text.splitlines() if line.startswith("    > ")]
    assert quoted[0].startswith(f"> Cid Orlov: {SCRIPT} Flat 111")
    assert quoted[0].endswith("1…")
    assert quoted[1] == "> Cid Orlov: Message deleted"
    assert page.count("<blockquote>") == 2
    assert SCRIPT not in page


@pytest.mark.any_kind
async def test_notes_stand_in_a_transcript_that_asks_for_them_and_in_no_other(door: Doors) -> None:
    submit = door.ledger.submit
    chat = (await submit(Open(NEWS, FLAT_1), CLIENT)).chat.id
    for n in range(1, 4):
        await submit(Send(chat, f"s{n}", text=f"said {n}"), CLIENT)
        await submit(WriteNote(chat, f"n{n}", f"<b>noted {n}"), STAFF)
    await submit(DeleteNote(chat, 2), STAFF)

    for form, mark in (("text", "Ann (note for employees):"), ("html", "Ann</span> ")):
        plain = await written(door, chat, form)
        whole = await written(door, chat, f"{form}&notes=true")
        assert "noted" not in plain
        assert "note for employees" not in plain
        assert whole.count("note for employees") == 3
        assert mark in whole
        found = [whole.index(words) for words in ("said 1", "noted 1", "said 2", "Note deleted")]
        found += [whole.index(words) for words in ("said 3", "noted 3")]
        assert found == sorted(found)
        assert ("<b>" in whole) == (form == "text")


async def test_no_line_of_a_text_passes_for_another_event(door: Doors) -> None:
    chat = await talked(door)
    lines = (await written(door, chat, "text")).splitlines()
    assert not any(line.startswith("[01.01.2026 00:00]") for line in lines)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    @override
    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    @override
    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.any_kind
async def test_a_page_shows_what_was_said_and_runs_none_of_it(door: Doors) -> None:
    chat = await talked(door)

    page = Tags()
    page.feed(await written(door, chat, "html", "ru"))

    assert "script" not in page.tags
    assert SCRIPT in page.text
    assert "Диалог 1 завершён: вопрос решён" in page.text


@pytest.mark.any_kind
async def test_a_long_chat_is_written_to_its_end(door: Doors) -> None:
    chat = (await door.ledger.submit(Open(NEWS, FLAT_1), CLIENT)).chat.id
    for number in range(600):
        send = Send(chat=chat, key=f"k_{number}", text=f"line {number}")
        await door.ledger.submit(send, CLIENT)

    text = await written(door, chat, "text")

    assert [f"line {n}" for n in range(600)] == [
        line.strip() for line in text.splitlines() if line.startswith("    line ")
    ]


@pytest.mark.any_kind
async def test_a_chat_that_is_not_ones_own_to_see_is_not_written(door: Doors) -> None:
    person = Person("client", KIM, "ios")
    chat = (await door.ledger.submit(Open(NEWS), person)).chat.id
    for staff in (DOT, ZOE):
        answer = await door.caller.get(
            f"/api/v1/chats/{chat}/transcript", headers=await door.staff(staff)
        )
        assert answer.status_code == 404


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_language_has_every_word(language: str) -> None:
    assert WORDS[language].keys() == WORDS["ru"].keys()
