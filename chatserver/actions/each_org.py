"""How is a job done for many organisations, so that what fails for one keeps no other waiting?"""

from collections.abc import Awaitable, Callable, Iterable

from chatserver.storage.trouble import DatabaseTrouble


async def for_each(orgs: Iterable[str], work: Callable[[str], Awaitable[None]]) -> None:
    """Do the work for each organisation.

    A database that is away ends it at once; the first of other failures is raised when all have had
    their turn.
    """
    failures: list[Exception] = []
    for org in orgs:
        try:
            await work(org)
        except DatabaseTrouble:
            raise
        except Exception as failure:  # noqa: BLE001 - told in the end
            failures.append(failure)
    if failures:
        raise failures[0]
