"""How busy is everybody, where a product's settings want to know? (requirement 125)

Read in the transaction that assigns, so that what was assigned before is counted.
"""

from collections.abc import Mapping, Sequence

from chatserver.core import commands as c
from chatserver.core.workload import Workload, holder
from chatserver.ledger.working import Working
from chatserver.storage import orgs
from chatserver.storage.statement import Steps, ask

Asked = Sequence[tuple[str, c.Command]]

# They leave a chat with whom it is.
_NEVER = c.Read | c.EditMessage | c.DeleteMessage | c.SetComment


def recall_workloads(
    asked: Asked, working: Mapping[str, Working], ids: Mapping[tuple[str, str], str]
) -> Steps[dict[str, Workload]]:
    """Steps that return the workload of each organisation that may need it; mostly there is none.

    `ids` are the chats of clients who enter. One that is entered for the first time is nobody's.
    """
    needed = set()
    for who, command in asked:
        if isinstance(command, c.Open):
            one = working.get(ids.get((who, command.product), ""))
        else:
            one = working.get(command.chat)
        if one is not None and _may_assign(command, one):
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


def _may_assign(command: c.Command, one: Working) -> bool:
    # First what is nearly always so: this is asked of every command.
    if not one.directory.products[one.chat.product].basic.asks_for_workload:
        return False
    if isinstance(command, _NEVER):
        return False
    # Who was kept from an earlier dialog (no `cause` yet) may be passed over.
    kept = holder(one.chat) is not None and one.chat.cause is not None
    return not (kept and isinstance(command, c.Send))
