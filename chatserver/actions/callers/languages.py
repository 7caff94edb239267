"""In which language does an employee want to read?"""

import json

from sqlmodel.ext.asyncio.session import AsyncSession

from chatserver.storage.tables import Org, StaffPreferences, StaffRow

LANGUAGES = ("ru", "en")
DEFAULT = "ru"
# The built-in role, which nobody renames, is called so from an organisation's first day.
ADMINISTRATOR_ROLE = {"ru": "Администратор", "en": "Administrator"}[DEFAULT]


async def language_of(session: AsyncSession, staff: StaffRow) -> str:
    """Return `locale` of the employee's preferences, else of their organisation, else Russian."""
    own = await session.get(StaffPreferences, staff.id)
    org = await session.get(Org, staff.org) if staff.org is not None else None
    wanted = (
        json.loads(own.document).get("locale") if own is not None else None,
        org.settings.get("locale") if org is not None else None,
    )
    return next((one for one in wanted if one in LANGUAGES), DEFAULT)
