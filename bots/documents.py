"""What does a JSON object hold, field by field, and what is wrong with it?"""

from collections.abc import Iterable, Iterator, Sequence

from chatserver.core.mistakes import Mistake
from chatserver.core.texts import has_visible, one_line


class Reader:
    """Reads a JSON object and notes every mistake, so that all can be told at once.

    Whatever is wrong reads as absent: nothing here raises on any document.
    """

    def __init__(
        self, document: object, *, pointer: str = "", noted: dict[str, Mistake] | None = None
    ) -> None:
        self._noted: dict[str, Mistake] = {} if noted is None else noted
        self._pointer = pointer
        self._spots: dict[str, dict[str, int]] = {}
        self._there = isinstance(document, dict)
        self._fields = document if isinstance(document, dict) else {}
        if not self._there:
            self.wrong("", "type", "must be an object")

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """What was noted, here and in the objects within."""
        return tuple(self._noted.values())

    def wrong(self, name: str, code: str, message: str, *, rests_on: Sequence[str] = ()) -> None:
        """Note a mistake at a field, or a path below it; with no name at the object itself.

        Of a place whatever is noted first, and nothing within what is no object: that a text is no
        list need not be told twice.
        `rests_on` are other fields of the object.
        """
        if name and not self._there:
            return
        pointer = f"{self._pointer}/{name}" if name else self._pointer
        basis = tuple(f"{self._pointer}/{one}" for one in rests_on)
        self._noted.setdefault(pointer, Mistake(pointer, code, message, basis))

    def only(self, names: Iterable[str]) -> None:
        """Note every field of another name."""
        known = frozenset(names)
        for name in self._fields:
            if name not in known:
                escaped = str(name).replace("~", "~0").replace("/", "~1")
                self.wrong(escaped, "unknown_field", "there is no such field")

    def flag(self, name: str) -> bool:
        """Return a yes or no; absent means no."""
        value = self._fields.get(name)
        if value is not None and not isinstance(value, bool):
            self.wrong(name, "type", "must be true or false")
        return value is True

    def text(self, name: str, *, most: int, required: bool = False) -> str:
        """Return a text without the blanks around it, at most so many code points.

        Absent, or nothing to be seen in it: ''.
        """
        value = self._fields.get(name)
        if value is not None and not isinstance(value, str):
            self.wrong(name, "type", "must be a text")
            return ""
        text = value.strip() if value is not None and has_visible(value) else ""
        if not _storable(text):
            self.wrong(name, "characters", "holds characters that cannot be stored")
            return ""
        if len(text) > most:
            self.wrong(name, "too_long", f"must have at most {most} characters")
        if required and not text:
            self.wrong(name, "required", "must not be empty")
        return text

    def line(self, name: str, *, most: int, required: bool = False) -> str:
        """Return a text as `text` does, on one line: it stands among others in lists and pushes."""
        return one_line(self.text(name, most=most, required=required))

    def number(self, name: str, *, least: int, most: int) -> int | None:
        """Return a whole number within its bounds, or None."""
        value = self._fields.get(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            self.wrong(name, "type", "must be a whole number")
            return None
        if not least <= value <= most:
            self.wrong(name, "out_of_range", f"must be between {least} and {most}")
            return None
        return value

    def one_of(self, name: str, values: Sequence[str]) -> str:
        """Return one of these words; absent means the first."""
        value = self._fields.get(name)
        if value is None:
            return values[0]
        if not isinstance(value, str):
            self.wrong(name, "type", "must be a text")
        elif value not in values:
            self.wrong(name, "out_of_range", f"must be one of {', '.join(values)}")
        else:
            return value
        return values[0]

    def id(self, name: str) -> str | None:
        """Return an id, or None when there is none."""
        value = self._fields.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or not _storable(value):
            self.wrong(name, "type", "must be an id")
            return None
        return value

    def ids(self, name: str) -> tuple[str, ...]:
        """Return a list of ids, none of them twice."""
        found = self._spots[name] = {}
        for index, value in enumerate(self._list(name)):
            if not isinstance(value, str) or not _storable(value):
                self.wrong(f"{name}/{index}", "type", "must be an id")
            elif value in found:
                self.wrong(f"{name}/{index}", "duplicate", "is named twice")
            else:
                found[value] = index
        return tuple(found)

    def spot(self, name: str, value: str) -> str:
        """Return where in a list of ids that was read this one stands, as a name for `wrong`."""
        return f"{name}/{self._spots[name][value]}"

    def objects(self, name: str, *, most: int) -> Iterator["Reader"]:
        """Yield a reader for each object of a list; of a longer one for the first of them."""
        values = self._list(name)
        if len(values) > most:
            self.wrong(name, "too_many", f"must be at most {most}")
        for index, value in enumerate(values[:most]):
            yield Reader(value, pointer=f"{self._pointer}/{name}/{index}", noted=self._noted)

    def _list(self, name: str) -> list[object]:
        value = self._fields.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(name, "type", "must be a list")
            return []
        return value


def _storable(text: str) -> bool:
    """PostgreSQL takes no NUL, and UTF-8 no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
