"""What may stand in a text that is ready to be sent, and which words of it are filled in?"""

from collections.abc import Iterator

from chatserver.core.mistakes import Mistake
from chatserver.core.texts import has_visible

TITLE, TEXT = 100, 4000
OWN_MAX, SHARED_MAX = 200, 1000
# The screen puts in what these stand for before the employee sends it.
PLACEHOLDERS = frozenset({"client_name", "address", "place", "number", "product", "staff_name"})


def check_canned(title: str, text: str) -> Iterator[Mistake]:
    """Yield what is wrong with a reply: lengths, nothing to be seen, an unknown placeholder."""
    for name, value, most in (("title", title, TITLE), ("text", text, TEXT)):
        if not has_visible(value):
            yield Mistake(f"/{name}", "required", "has at least one visible character")
        elif len(value) > most:
            yield Mistake(f"/{name}", "too_long", f"has at most {most} characters")
    for word in sorted(set(_words(text)) - PLACEHOLDERS):
        known = ", ".join(sorted(PLACEHOLDERS))
        yield Mistake("/text", "unknown_placeholder", f"{{{word}}} is none of {known}")


def _words(text: str) -> Iterator[str]:
    """Every word in braces that looks like a placeholder."""
    for part in text.split("{")[1:]:
        word, brace, _ = part.partition("}")
        if brace and word and word.isascii() and word.replace("_", "").isalpha() and word.islower():
            yield word
