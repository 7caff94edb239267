"""What do the links of a batch's messages name, as it stands in the transaction that sends them?"""

from collections.abc import Iterable, Mapping, Sequence

from chatserver.core import commands as c
from chatserver.core.links import Attachable, reference
from chatserver.ledger.working import Working
from chatserver.storage import catalogue
from chatserver.storage.statement import Row, Steps, ask

Asked = Sequence[tuple[str, c.Command]]


def recall_attachable(
    asked: Asked, working: Mapping[str, Working]
) -> Steps[dict[tuple[str, str], Attachable]]:
    """Steps that return what is named, by organisation and reference; most batches have no link."""
    pairs = {
        (working[command.chat].chat.org, named)
        for _, command in asked
        if isinstance(command, c.Send) and command.link is not None and command.chat in working
        for named in [reference(command.link)]
        if named is not None
    }
    if not pairs:
        return {}
    return named_by((yield from ask(catalogue.NAMED, sorted(pairs))))


def named_by(rows: Iterable[Row]) -> dict[tuple[str, str], Attachable]:
    """Return the things of `storage.catalogue.NAMED`'s rows."""
    return {(row[0], row[1]): attachable_of(row[2:]) for row in rows}


def attachable_of(row: Row) -> Attachable:
    """Return a thing from a row of `storage.catalogue.COLUMNS`."""
    (
        id_, kind, screen, title, text, image, published, everywhere, every_product,
        objects, products, widget_text, widget_image,
    ) = row  # fmt: skip
    return Attachable(
        id=id_,
        kind=kind,
        screen=screen,
        title=title,
        text=text or widget_text or "",
        image=image or widget_image,
        published=bool(published),
        objects=None if everywhere else _ids(objects),
        products=None if every_product else _ids(products),
    )


def _ids(listed: str | None) -> frozenset[str]:
    return frozenset(listed.split(",")) if listed else frozenset()
