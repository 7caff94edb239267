"""What is mailed of what happened in chats?"""

import pytest

from chatserver.actions.notifying.notice_facts import MAIL
from chatserver.core.commands import Open
from chatserver.core.notices import SWITCHES
from chatserver.core.people import Side
from tests.actions.notifying.noticing.house import CLIENT, STAFF, House
from tests.seeds import ADMINISTRATOR, ANN, ANSWERS, BOB, CID, DOT, FLAT_1, NEWS
from tests.services.mailbox import words


@pytest.mark.any_kind
async def test_a_mail_gathers_what_happened_and_opens_the_chats(mailing: House) -> None:
    await mailing.switch(ADMINISTRATOR, "assigned_mail", "message_mail")
    first = await mailing.picked()
    await mailing.give(BOB, first, ANN)
    await mailing.notice()
    # Of the desk ann alone may answer it.
    second = (await mailing.ledger.submit(Open(NEWS, FLAT_1), CLIENT)).chat
    await mailing.say(CLIENT, second)
    await mailing.say(CLIENT, first, "still nothing")
    await mailing.tell()
    await mailing.tell()

    [mail] = mailing.box.mails
    text = words(mail)
    assert mail["to"] == "ann@example.com"
    assert mail["subject"] == "Чаты, которые вас ждут: 2"
    for chat, unread in ((first, 2), (second, 1)):
        assert f"№ {chat.number} · Cid Orlov" in text
        assert f"Не прочитано: {unread}" in text
        assert f"http://127.0.0.1:8080/console/?chat={chat.id}" in text
    assert "still nothing" not in text


async def test_a_mail_that_nobody_needs_is_not_sent(mailing: House) -> None:
    await mailing.switch(ANSWERS, "message_mail")
    chat = await mailing.picked()
    await mailing.notice()
    assert [row.topic for row in await mailing.waiting()] == [MAIL]
    await mailing.read(STAFF[DOT], chat)
    await mailing.tell()
    assert (mailing.box.mails, await mailing.waiting()) == ([], [])


@pytest.mark.any_kind
async def test_the_outbox_holds_no_words_and_no_names(mailing: House) -> None:
    await mailing.switch(ANSWERS, *SWITCHES)
    await mailing.subscribe(DOT)
    await mailing.subscribe(CID)
    chat = await mailing.picked()
    await mailing.say(CLIENT, chat, "the tap drips")
    await mailing.say(STAFF[DOT], chat, "on my way")
    await mailing.notice()
    text = "".join(row.body for row in await mailing.waiting())
    assert all(secret not in text for secret in ("tap", "way", "Cid Orlov", "http", "@"))
    assert Side.CLIENT in text
