"""A real mail server inside the test's process, which keeps what it gets."""

import asyncio
import email
import email.policy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

from chatserver.config import Mail as MailSettings


@dataclass
class Mailbox:
    """Answers `refusals`, one for each mail, before it takes any."""

    port: int = 0
    refusals: list[str] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def settings(self) -> MailSettings:
        return MailSettings(
            host="127.0.0.1",
            port=self.port,
            security="none",
            sender="Chat <chat@example.com>",
            timeout_s=5,
        )

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, to: str, _options: list[str]
    ) -> str:
        if "nobody" in to:
            return "550 5.1.1 no such person"
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.refusals:
            return self.refusals.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        self.recipients += envelope.rcpt_tos
        self.came.set()
        return "250 OK"


async def next_mail(box: Mailbox, *, within_s: float = 20) -> EmailMessage:
    """Return the mail that came since this was asked last, or comes next."""
    async with asyncio.timeout(within_s):
        await box.came.wait()
    box.came.clear()
    return box.mails[-1]


def words(mail: EmailMessage) -> str:
    """What a person reads of it."""
    return str(mail.get_content()).replace("\r\n", "\n").removesuffix("\n")


@asynccontextmanager
async def mailbox() -> AsyncIterator[Mailbox]:
    """Listen until the block ends."""
    box = Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(box, hostname="mail.example.com", loop=loop), "127.0.0.1", 0
    )
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        await server.wait_closed()
