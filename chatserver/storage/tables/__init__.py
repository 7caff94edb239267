"""What is stored? One class a table; nothing here has methods, and no row leaves storage, ledger
and actions.
"""

from sqlmodel import SQLModel

from chatserver.storage.tables.accounts import (
    SavedView,
    StaffNotice,
    StaffPreferences,
    StaffSession,
    StaffTotp,
)
from chatserver.storage.tables.canned import CannedReply
from chatserver.storage.tables.catalogue import CatalogueObject, CatalogueProduct, CatalogueRow
from chatserver.storage.tables.chats import (
    AssignmentRow,
    ChatOrder,
    ChatRow,
    DialogRow,
    EventRow,
    NoteRow,
    OriginalRow,
    StaffMark,
)
from chatserver.storage.tables.exports import ExportRow
from chatserver.storage.tables.files import GIVEN_UP, FileRow, UploadRow
from chatserver.storage.tables.imports import ImportFinding, ImportRow
from chatserver.storage.tables.launches import (
    Agreement,
    AppKey,
    ConsentRow,
    LaunchError,
    LaunchRow,
    MiniappGeneration,
    SigningKey,
    Widget,
    WidgetObject,
)
from chatserver.storage.tables.miniapps import Build, Miniapp, Offer, Release, Review, RulesConsent
from chatserver.storage.tables.notices import (
    DeviceRow,
    LookRow,
    NodeRow,
    NoticedRow,
    ToldRow,
)
from chatserver.storage.tables.orders import (
    AppOrder,
    FakePayment,
    FakeRefund,
    OrderAttempt,
    OrderEntry,
    OrderRefund,
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
from chatserver.storage.tables.platform import (
    Account,
    Idempotent,
    LegalEntity,
    Licence,
    PlacementRules,
    Superapp,
    SuperappOrg,
)
from chatserver.storage.tables.pushes import PushReceipt, PushTotal
from chatserver.storage.tables.search import IndexedChat, IndexedOrg, MessageText
from chatserver.storage.tables.server import (
    ApiKey,
    AuditRow,
    Meta,
    OutboxRow,
    PasswordLink,
    RefreshToken,
)
from chatserver.storage.tables.webhooks import (
    Webhook,
    WebhookChat,
    WebhookDelivery,
    WebhookEvent,
    WebhookOrg,
)

__all__ = [
    "GIVEN_UP",
    "Account",
    "Agreement",
    "ApiKey",
    "AppKey",
    "AppOrder",
    "AssignmentRow",
    "AuditRow",
    "Build",
    "CannedReply",
    "CatalogueObject",
    "CatalogueProduct",
    "CatalogueRow",
    "ChatOrder",
    "ChatRow",
    "ClientPlace",
    "ClientRow",
    "ConsentRow",
    "Department",
    "DeviceRow",
    "DialogRow",
    "EventRow",
    "ExportRow",
    "FakePayment",
    "FakeRefund",
    "FileRow",
    "Idempotent",
    "ImportFinding",
    "ImportRow",
    "IndexedChat",
    "IndexedOrg",
    "LaunchError",
    "LaunchRow",
    "LegalEntity",
    "Licence",
    "LookRow",
    "MessageText",
    "Meta",
    "Miniapp",
    "MiniappGeneration",
    "NodeRow",
    "NoteRow",
    "NoticedRow",
    "ObjectRow",
    "Offer",
    "OrderAttempt",
    "OrderEntry",
    "OrderRefund",
    "Org",
    "OriginalRow",
    "OutboxRow",
    "PasswordLink",
    "PlacementRules",
    "ProductRow",
    "PushReceipt",
    "PushTotal",
    "RefreshToken",
    "Release",
    "Review",
    "RoleRow",
    "RulesConsent",
    "SQLModel",
    "SavedView",
    "SigningKey",
    "StaffMark",
    "StaffNotice",
    "StaffObject",
    "StaffPreferences",
    "StaffRow",
    "StaffSession",
    "StaffTotp",
    "Superapp",
    "SuperappOrg",
    "ToldRow",
    "UploadRow",
    "Webhook",
    "WebhookChat",
    "WebhookDelivery",
    "WebhookEvent",
    "WebhookOrg",
    "Widget",
    "WidgetObject",
]
