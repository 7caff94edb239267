"""How does something reach a person who is not looking at a screen? One adapter a technology."""

from chatserver.notify.mail import Mail, Mailer, check_mail, open_mailer, silent
from chatserver.notify.opening import Pushers, nowhere, open_pushers, push_findings
from chatserver.notify.push import Address, Gone, Push
from chatserver.notify.undelivered import Undelivered
from chatserver.notify.webhooks import Postman

__all__ = [
    "Address",
    "Gone",
    "Mail",
    "Mailer",
    "Postman",
    "Push",
    "Pushers",
    "Undelivered",
    "check_mail",
    "nowhere",
    "open_mailer",
    "open_pushers",
    "push_findings",
    "silent",
]
