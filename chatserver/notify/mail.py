"""How does a mail get out of the house? (SMTP, RFC 5321)"""

import logging
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import formatdate
from typing import Protocol

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from typing_extensions import override

from chatserver.config import Mail as MailSettings
from chatserver.notify.undelivered import Undelivered

log = logging.getLogger(__name__)

_PERMANENT = 500


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to one person: plain text, which every reader shows and no link hides in."""

    to: str
    subject: str
    text: str


class Mailer(Protocol):
    """Whoever takes mails."""

    @property
    def on(self) -> bool:
        """Whether a mail would go anywhere; else none need be written."""

    async def send(self, mail: Mail, *, id_: str) -> None:
        """Hand it over. The same id twice is the same mail. Raises `Undelivered`."""


class Smtp(Mailer):
    """A mail server that takes our mails on."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    @property
    @override
    def on(self) -> bool:
        """A server is set, so it does."""
        return True

    @override
    async def send(self, mail: Mail, *, id_: str) -> None:
        """Hand it over on a connection of its own; who it is for is named in no error."""
        message = _message(mail, self._settings.sender, id_)
        sender = address_of(self._settings.sender)
        async with _connected(self._settings) as client:
            await client.send_message(message, sender=sender, recipients=[mail.to])


class OnConsole(Mailer):
    """The demo's: its people have no mailboxes, so their mails are read in its log."""

    @property
    @override
    def on(self) -> bool:
        """Somebody reads the log."""
        return True

    @override
    async def send(self, mail: Mail, *, id_: str) -> None:
        """Print it."""
        log.info("mail %s to %s: %s\n%s", id_, mail.to, mail.subject, mail.text)


class Silent(Mailer):
    """No mail server is set: nothing is sent, and nothing is kept for later."""

    @property
    @override
    def on(self) -> bool:
        """Nothing goes anywhere."""
        return False

    @override
    async def send(self, mail: Mail, *, id_: str) -> None:
        """Refuse; a mail that was written while there still was a server waits for the next one."""
        raise Undelivered("no mail server is set")


def silent() -> Mailer:
    """Return a mailer that sends nothing."""
    return Silent()


def open_mailer(settings: MailSettings, *, console: bool = False) -> Mailer:
    """Return whoever these settings hand mails to; without a server the log, on `console`."""
    if settings.host:
        return Smtp(settings)
    return OnConsole() if console else Silent()


async def check_mail(settings: MailSettings) -> None:
    """Connect to the mail server and log in as for a mail, and send none. Raises `Undelivered`."""
    async with _connected(settings):
        pass


@asynccontextmanager
async def _connected(settings: MailSettings) -> AsyncIterator[SMTP]:
    client = SMTP(
        hostname=settings.host,
        port=settings.port,
        username=settings.user or None,
        password=settings.password.get_secret_value() or None,
        use_tls=settings.security == "tls",
        start_tls=settings.security == "starttls",
        timeout=settings.timeout_s,
    )
    try:
        async with client:
            yield client
    except SMTPRecipientsRefused as refusal:
        code = max(one.code for one in refusal.recipients)
        raise _undelivered("recipient refused", code) from None
    except SMTPAuthenticationError as refusal:
        # The operator will mend it, and then the mail shall go.
        raise Undelivered(f"login refused ({refusal.code})") from None
    except SMTPResponseException as refusal:
        raise _undelivered("refused", refusal.code) from None
    except (SMTPException, ssl.SSLError, OSError) as trouble:
        raise Undelivered(type(trouble).__name__) from None


def _undelivered(what: str, code: int) -> Undelivered:
    return Undelivered(f"{what} ({code})", for_good=code >= _PERMANENT)


def _message(mail: Mail, sender: str, id_: str) -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    message["To"] = mail.to
    # A header is one line, whatever was put into a name.
    message["Subject"] = " ".join(mail.subject.split())
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = f"<{id_}@{address_of(sender).rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    message.set_content(mail.text, cte="quoted-printable")
    return message


def address_of(sender: str) -> str:
    """Return the address alone of `Chat <chat@example.org>`; empty where there is none."""
    return sender.rpartition("<")[2].rstrip(">").strip()
