"""How does something reach a person who is not looking at a screen? One adapter a technology."""

from chatserver.notify.mail import Mail, Mailer, open_mailer, silent
from chatserver.notify.undelivered import Undelivered

__all__ = ["Mail", "Mailer", "Undelivered", "open_mailer", "silent"]
