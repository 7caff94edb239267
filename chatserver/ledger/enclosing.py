"""Which files do the messages of a batch carry, as they stand in the transaction?"""

from collections.abc import Mapping, Sequence

from chatserver.core import commands as c
from chatserver.core.attachments import Enclosure
from chatserver.ledger.working import Working
from chatserver.storage.files import FILES, enclosure_of
from chatserver.storage.statement import Steps, ask

Asked = Sequence[tuple[str, c.Command]]


def recall_files(
    asked: Asked, working: Mapping[str, Working]
) -> Steps[dict[tuple[str, str], Enclosure]]:
    """Steps that return the named files by organisation and id; most batches have none."""
    pairs = {
        (working[command.chat].chat.org, command.file)
        for _, command in asked
        if isinstance(command, c.Send) and command.file is not None and command.chat in working
    }
    if not pairs:
        return {}
    return dict(map(enclosure_of, (yield from ask(FILES, sorted(pairs)))))
