"""What is stored? One class a table; nothing here has methods, and no row leaves storage, ledger
and actions.
"""

from sqlmodel import SQLModel

from chatserver.storage.tables.chats import (
    AssignmentRow,
    ChatRow,
    EventRow,
    OriginalRow,
    StaffMark,
)
from chatserver.storage.tables.organisation import (
    ClientPlace,
    ClientRow,
    Department,
    ObjectRow,
    Org,
    ProductRow,
    RoleRow,
    StaffObject,
    StaffRow,
)
from chatserver.storage.tables.server import ApiKey, AuditRow, Meta, OutboxRow, RefreshToken

__all__ = [
    "ApiKey",
    "AssignmentRow",
    "AuditRow",
    "ChatRow",
    "ClientPlace",
    "ClientRow",
    "Department",
    "EventRow",
    "Meta",
    "ObjectRow",
    "Org",
    "OriginalRow",
    "OutboxRow",
    "ProductRow",
    "RefreshToken",
    "RoleRow",
    "SQLModel",
    "StaffMark",
    "StaffObject",
    "StaffRow",
]
