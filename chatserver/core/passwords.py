"""Is this a password that may be set? (NIST SP 800-63B §5.1.1.2: length and commonness, no more)"""

from collections.abc import Container

from chatserver.core.mistakes import Mistake

SHORTEST = 10
LONGEST = 200
_FEW = 4  # different characters; fewer are a key held down
_NAME = 5  # letters of a mail address that say whose it is


def password_mistakes(
    password: str, *, email: str, common: Container[str], pointer: str = "/password"
) -> list[Mistake]:
    """Return what is wrong with it. `common` holds the commonest ones, in lower case."""
    folded = password.casefold()
    if len(password) < SHORTEST:
        return [Mistake(pointer, "too_short", f"at least {SHORTEST} characters")]
    if len(password) > LONGEST:
        return [Mistake(pointer, "too_long", f"at most {LONGEST} characters")]
    if len(set(folded)) < _FEW or folded in common or _core(folded) in common:
        return [Mistake(pointer, "too_common", "this is among the passwords that are tried first")]
    if _tells_who(folded, email.casefold()):
        return [Mistake(pointer, "too_personal", "it must not be taken from the mail address")]
    return []


def _core(folded: str) -> str:
    """What is left of a common word with a number and a sign behind it."""
    return folded.rstrip("!?.*#@$-_ ")


def _tells_who(folded: str, email: str) -> bool:
    name = email.partition("@")[0]
    return folded == email or (len(name) >= _NAME and name in folded)
