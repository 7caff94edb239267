"""Is there anything to be seen in a text, and can it be stored?"""

from unicodedata import category

# Letters and symbols to Unicode, blank on every screen: Hangul fillers, the empty Braille pattern
# and the null note head.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
# Separators, controls, format characters, and marks that want something to stand on.
_UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Mn"})
# Unassigned so far, but never to be drawn (Unicode, Default_Ignorable_Code_Point).
_IGNORABLE = (range(0x2065, 0x2066), range(0xFFF0, 0xFFF9), range(0xE0000, 0xE1000))


def has_visible(text: str) -> bool:
    """Return whether a reader would see at least one character.

    What is not assigned yet counts as visible: it may be an emoji newer than this Python.
    """
    # Nearly every text begins with a letter; that one look is all it costs then.
    first = text[:1]
    return (first.isalnum() and first not in _BLANK) or any(map(_visible, text))


def one_line(text: str) -> str:
    """Return a text without the blanks around it, and with one blank where a line ended.

    A name stands in lines of its own in mails, transcripts and lists: it must not begin another.
    """
    return " ".join(part.strip() for part in text.splitlines() if part.strip())


def storable(text: str) -> bool:
    """Return whether both databases take the text: without U+0000 and half surrogate pairs."""
    return "\0" not in text and whole(text)


def whole(text: str) -> bool:
    """Return whether it has no half surrogate pairs, and so can be written as UTF-8."""
    return text.isascii() or not any("\ud800" <= one <= "\udfff" for one in text)


def _visible(character: str) -> bool:
    if character in _BLANK:
        return False
    kind = category(character)
    if kind == "Cn":
        return not any(ord(character) in unseen for unseen in _IGNORABLE)
    return kind not in _UNSEEN
