"""How does a mail reach a real mail server, and what is told when it does not?"""

import logging

import pytest
from pydantic import SecretStr, ValidationError

from chatserver.config import Mail as MailSettings
from chatserver.notify import Mail, Undelivered, open_mailer
from tests.services.mailbox import mailbox, words

GREETING = Mail("ann@example.com", "Привет, Анна\nBcc: eve@example.com", "Здравствуйте!\n.\nПока.")


async def test_a_mail_arrives_as_it_was_written() -> None:
    async with mailbox() as box:
        await open_mailer(box.settings).send(GREETING, id_="out_1")

    [mail] = box.mails
    assert (mail["to"], mail["from"]) == ("ann@example.com", "Chat <chat@example.com>")
    assert mail["subject"] == "Привет, Анна Bcc: eve@example.com"
    assert words(mail) == "Здравствуйте!\n.\nПока."
    assert (mail["message-id"], mail["auto-submitted"]) == (
        "<out_1@example.com>",
        "auto-generated",
    )
    assert box.recipients == ["ann@example.com"]


@pytest.mark.parametrize(
    ("answer", "for_good"), [("451 4.3.0 try later", False), ("554 5.7.1 spam", True)]
)
async def test_a_refusal_says_whether_another_try_may_help(answer: str, for_good: bool) -> None:
    async with mailbox() as box:
        box.refusals.append(answer)
        with pytest.raises(Undelivered) as refused:
            await open_mailer(box.settings).send(GREETING, id_="out_1")

    assert (refused.value.for_good, box.mails) == (for_good, [])
    assert "ann@" not in str(refused.value)


async def test_whom_nobody_knows_is_not_tried_again() -> None:
    async with mailbox() as box:
        with pytest.raises(Undelivered) as refused:
            await open_mailer(box.settings).send(Mail("nobody@example.com", "a", "b"), id_="out_1")

    assert refused.value.for_good
    assert "nobody@" not in str(refused.value)


async def test_a_server_that_is_not_there_may_come_back() -> None:
    async with mailbox() as box:
        settings = box.settings
    with pytest.raises(Undelivered) as refused:
        await open_mailer(settings).send(GREETING, id_="out_1")
    assert not refused.value.for_good


async def test_nothing_is_sent_in_the_clear_to_a_server_without_tls() -> None:
    async with mailbox() as box:
        settings = box.settings.model_copy(update={"security": "starttls"})
        with pytest.raises(Undelivered):
            await open_mailer(settings).send(GREETING, id_="out_1")
    assert box.mails == []


async def test_without_a_server_only_the_demo_shows_mails(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    shown = open_mailer(MailSettings(), console=True)

    await shown.send(GREETING, id_="out_1")

    assert (shown.on, open_mailer(MailSettings()).on) == (True, False)
    assert "Здравствуйте!" in caplog.text
    with pytest.raises(Undelivered):
        await open_mailer(MailSettings()).send(GREETING, id_="out_1")


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "mail.example.com"},
        {"host": "a", "sender": "not an address"},
        {"host": "a", "sender": "a@example.com\r\nBcc: b@example.com"},
        {"security": "none", "password": SecretStr("secret")},
    ],
)
def test_settings_that_do_not_fit_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        MailSettings.model_validate(wrong)
