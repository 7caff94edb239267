"""How busy is everybody, where a product's settings want to know? (requirement 125)

Read in the transaction that assigns, so that what was assigned before is counted.
"""

from collections.abc import Mapping, Sequence

from bots.rules import may_assign
from chatserver.core import commands as c
from chatserver.core.workload import Workload
from chatserver.ledger.working import Working
from chatserver.storage import orgs
from chatserver.storage.statement import Steps, ask

Asked = Sequence[tuple[str, c.Command]]


def recall_workloads(
    asked: Asked, working: Mapping[str, Working], ids: Mapping[tuple[str, str], str]
) -> Steps[dict[str, Workload]]:
    """Steps that return the workload of each organisation that may need it; mostly there is none.

    `ids` are the chats of clients who enter. One that is entered for the first time is nobody's.
    It is enough to look at the chats as they are before the batch: what takes one from its
    responsible may assign, too.
    """
    needed = set()
    for who, command in asked:
        if isinstance(command, c.Open):
            one = working.get(ids.get((who, command.product), ""))
        else:
            one = working.get(command.chat)
        # First what is nearly always so: this is asked of every command.
        if one is None or not one.directory.products[one.chat.product].basic.asks_for_workload:
            continue
        if may_assign(one.chat, command):
            needed.add(one.chat.org)
    found = {}
    for org in sorted(needed):
        found[org] = yield from workload_of(org)
    return found


def workload_of(org: str) -> Steps[Workload]:
    """Steps that return how busy the organisation's employees are."""
    rows = yield from ask(orgs.WORKLOAD, org)
    return Workload(
        frozenset(id_ for id_, presence, _ in rows if presence == "away"),
        {id_: held for id_, _, held in rows if held},
    )
