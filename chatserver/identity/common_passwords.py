"""Which passwords are tried first by whoever guesses?"""

from functools import cache
from importlib.resources import files


@cache
def common_passwords() -> frozenset[str]:
    """Return the commonest passwords of 10 characters and more, in lower case.

    Taken from the lists of Django (BSD) and zxcvbn (MIT), with Russian keyboards added.
    """
    text = (files(__package__) / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(text.split())
