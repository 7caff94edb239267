"""In which language does an employee want to read?"""

from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.storage.tables import Org, StaffRow

LANGUAGES = ("ru", "en")
DEFAULT = "ru"


async def language_of(session: AsyncSession, staff: StaffRow) -> str:
    """Return the language of the employee's organisation; Russian where none is set."""
    org = await session.get(Org, staff.org) if staff.org is not None else None
    language = org.settings.get("locale") if org is not None else None
    return language if language in LANGUAGES else DEFAULT
