"""Which file may come in, under which name, who may send it, and may a browser show it by itself?

(Requirements 175, 190; D10.)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from unicodedata import category, normalize

from chatserver.core.events import FileCard
from chatserver.core.people import Author
from chatserver.core.refusals import FileUnavailable, Refused
from chatserver.core.rights import Permission

NAME_LENGTH = 120  # code points
NAME_BYTES = 200
_TAIL = 12  # an extension is at most so long

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
ZIP, OLE = "application/zip", "application/x-ole-storage"
# Every type that can be told from others by its content, with the extensions that it goes by.
EXTENSIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
        "image/png": ("png",),
        "image/gif": ("gif",),
        "image/webp": ("webp",),
        "image/avif": ("avif",),
        "image/heic": ("heic", "heif"),
        "image/tiff": ("tif", "tiff"),
        "image/bmp": ("bmp",),
        "audio/mpeg": ("mp3",),
        "audio/mp4": ("m4a",),
        "audio/aac": ("aac",),
        "audio/ogg": ("ogg", "oga", "opus"),
        "audio/x-wav": ("wav",),
        "audio/x-flac": ("flac",),
        "audio/amr": ("amr",),
        "video/mp4": ("mp4", "m4v"),
        "video/quicktime": ("mov",),
        "video/webm": ("webm",),
        "video/3gpp": ("3gp",),
        "video/x-matroska": ("mkv",),
        "video/x-msvideo": ("avi",),
        "application/pdf": ("pdf",),
        "application/rtf": ("rtf",),
        "application/msword": ("doc",),
        "application/vnd.ms-excel": ("xls",),
        "application/vnd.ms-powerpoint": ("ppt",),
        f"{_OFFICE}wordprocessingml.document": ("docx",),
        f"{_OFFICE}spreadsheetml.sheet": ("xlsx",),
        f"{_OFFICE}presentationml.presentation": ("pptx",),
        f"{_OPEN}text": ("odt",),
        f"{_OPEN}spreadsheet": ("ods",),
        f"{_OPEN}presentation": ("odp",),
        ZIP: ("zip",),
        "application/x-rar-compressed": ("rar",),
        "application/x-7z-compressed": ("7z",),
        "text/plain": ("txt", "log"),
        "text/csv": ("csv",),
    }
)
_BY_EXTENSION: Mapping[str, str] = MappingProxyType(
    {extension: mime for mime, every in EXTENSIONS.items() for extension in every}
)
# What an employee needs for a file of this purpose: any one of these.
NEEDS: Mapping[str, tuple[Permission, ...]] = MappingProxyType(
    {
        "message": (Permission.CHATS_SEND, Permission.SUBSCRIPTIONS_SEND),
        "widget": (Permission.WIDGETS_EDIT,),
        "catalogue": (Permission.DIRECTORY_EDIT,),
    }
)
# Documents are kept in a container of another type; only their name tells which one it is.
_WITHIN: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        ZIP: frozenset(mime for mime in EXTENSIONS if mime.startswith((_OFFICE, _OPEN))),
        OLE: frozenset(
            {"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"}
        ),
        "text/plain": frozenset({"text/csv"}),
    }
)
_ALIKE = frozenset({"image", "audio", "video"})
# What browsers play or draw, and cannot be made to run; a picture only once it has been read here.
_SHOWN = frozenset(
    {
        "audio/mpeg", "audio/mp4", "audio/aac", "audio/ogg", "audio/x-wav", "audio/x-flac",
        "video/mp4", "video/quicktime", "video/webm", "application/pdf",
    }
)  # fmt: skip


class FileTooLarge(Refused):
    """More came than is taken here."""

    code = "file_too_large"
    sentence = "The file is too large."


class TypeNotAllowed(Refused):
    """Files of this type are not accepted, or the content is not what the name says."""

    code = "type_not_allowed"
    sentence = "Files of this type are not accepted, or the content is not what the name says."


@dataclass(frozen=True, slots=True)
class Enclosure:
    """An uploaded file as the rule that sends it sees it. `taken`: sent already, or gone."""

    card: FileCard
    purpose: str
    owner_kind: str
    owner: str
    taken: bool


def enclose(file: Enclosure | None, sender: Author) -> FileCard:
    """Return what a message shows of a file from now on.

    Refuses all but the sender's own one for a message, which was never sent. Which organisation it
    is of has been looked at when it was found.
    """
    if file is None or file.taken or file.purpose != "message":
        raise FileUnavailable
    if (file.owner_kind, file.owner) != (sender.kind, sender.id):
        raise FileUnavailable
    return file.card


def typed(name: str, content: str | None) -> tuple[str, str]:
    """Return the name and the type of a file, from the name that it came with and the type that
    its content shows (None: nothing that is known).

    The content decides; an extension may say more where the type is a container. One that says
    something else is refused, but among pictures, sounds and films, where programs often err; there
    and where it says nothing the right one is added. Raises `TypeNotAllowed`.
    """
    clean = clean_name(name)
    said = _BY_EXTENSION.get(_extension(clean))
    if content is None:
        raise TypeNotAllowed
    if said == content or said in _WITHIN.get(content, ()):
        return clean, said or content
    if content not in EXTENSIONS or (said is not None and not _mistakable(said, content)):
        raise TypeNotAllowed
    ending = f".{EXTENSIONS[content][0]}"
    return _cut(clean, ending), content


def clean_name(name: str) -> str:
    """Return the last part of a path, without what is unseen or turns writing round; not long."""
    last = normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(" " if category(one) in ("Zs", "Zl", "Zp") else one for one in last)
    seen = "".join(one for one in seen if category(one)[0] != "C" and one not in '<>:"|?*')
    seen = " ".join(seen.split()).strip(". ") or "file"
    extension = _extension(seen)
    if not extension:
        return _cut(seen, "")
    at = -len(extension) - 1
    return _cut(seen[:at].rstrip(". ") or "file", seen[at:])


def shown_inline(mime: str, *, preview: bool) -> bool:
    """Whether a browser may open it where it is: a picture that was read here, sound, film, PDF."""
    return mime in _SHOWN or (preview and mime.startswith("image/"))


def _mistakable(said: str, content: str) -> bool:
    kinds = said.split("/", maxsplit=1)[0], content.split("/", maxsplit=1)[0]
    return set(kinds) <= _ALIKE


def _extension(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if stem and dot and len(extension) <= _TAIL else ""


def _cut(stem: str, ending: str) -> str:
    stem = stem[: NAME_LENGTH - len(ending)]
    while len((stem + ending).encode()) > NAME_BYTES:
        stem = stem[:-1]
    return stem.rstrip() + ending
