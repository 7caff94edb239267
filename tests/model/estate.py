"""An organisation whose people, rights and settings change while the machines run.

What is stored is also kept here as plain values, so that who may do what can be told without the
server's own predicates.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from chatserver.core.hours import Hours
from chatserver.ledger.outcome import Person

NOON = 1_767_268_800_000
MINUTE = 60_000
ORG, FAR_ORG = "org_a", "org_far"
DESK, FIX = "dep_desk", "dep_fix"
QUARTER, HOUSE_1, HOUSE_2, FLAT_1, FLAT_2 = "obj_q", "obj_h1", "obj_h2", "obj_f1", "obj_f2"
PATHS: Mapping[str, frozenset[str]] = {
    FLAT_1: frozenset({FLAT_1, HOUSE_1, QUARTER}),
    FLAT_2: frozenset({FLAT_2, HOUSE_2, QUARTER}),
}
APP, NEWS = "prd_app", "prd_news"
PRODUCTS = (APP, NEWS)

CLIENTS = (Person("client", "cl_cid", "ios"), Person("client", "cl_kim", "web"))
# Zoe belongs to another organisation.
STAFF = tuple(Person("staff", f"st_{name}") for name in ("ann", "bob", "dot", "eve", "zoe"))

_BOT = {
    "on": True,
    "greeter": "st_ann",
    "greeting": "Hello!",
    "prompt": "What is it about?",
    "restart_minutes": 10,
    "tags": [
        {
            "id": "tag_water",
            "text": "Water",
            "autoreply": "Looking into it.",
            "rules": [
                {"objects": [HOUSE_1], "department": FIX, "staff": []},
                {"objects": [], "department": DESK, "staff": ["st_bob"]},
            ],
        },
        {"id": "tag_pass", "text": "Passes", "rules": []},
    ],
}
# The ways in which a product's chat may be set up.
BOTS: Sequence[Mapping[str, Any]] = (
    _BOT,
    {**_BOT, "restart_minutes": 1, "greeter": None, "tags": _BOT["tags"][1:]},  # type: ignore[index]
    {**_BOT, "on": False},
    {},
)
BASICS: Sequence[Mapping[str, Any]] = (
    {
        "title": "Welcome",
        "text": "Write to us",
        "department": DESK,
        "staff": [],
        "answer_minutes": 10,
        "ask_rating": True,
    },
    {"department": DESK, "staff": ["st_ann"], "ask_rating": True},
    {"department": FIX, "staff": ["st_dot", "st_ann"]},
    {"department": None, "staff": []},
    {"department": DESK, "staff": [], "choice": "least_busy", "skip_away": True},
)
ROLES: Mapping[str, Sequence[str]] = {
    "role_all": (),
    "role_desk": ("chats.send", "subscriptions.send"),
    "role_look": ("chats.view", "subscriptions.view"),
    "role_news": ("subscriptions.send",),
    "role_none": (),
}
OBJECTS: Sequence[tuple[str, ...] | None] = (None, (HOUSE_1,), (HOUSE_2,), (QUARTER,), ())
PLACES: Sequence[tuple[str, ...]] = ((FLAT_1, FLAT_2), (FLAT_2,), (FLAT_1,), ())


@dataclass
class Employee:
    """What is true of an employee. `objects` None: everything."""

    role: str
    department: str | None
    objects: tuple[str, ...] | None = None
    active: bool = True
    org: str = ORG


@dataclass
class Setting:
    """How a product's chat is set up."""

    kind: str
    bot: Mapping[str, Any]
    basic: Mapping[str, Any] = field(default_factory=lambda: BASICS[0])
    chat_on: bool = True


def _employees() -> dict[str, Employee]:
    return {
        "st_ann": Employee("role_desk", DESK),
        "st_bob": Employee("role_all", DESK),
        "st_dot": Employee("role_desk", FIX, (HOUSE_1,)),
        "st_eve": Employee("role_look", FIX),
        "st_zoe": Employee("role_far", None, org=FAR_ORG),
    }


@dataclass
class Estate:
    """The organisation as it stands."""

    staff: dict[str, Employee] = field(default_factory=_employees)
    hours: dict[str, Hours] = field(default_factory=dict)
    places: dict[str, tuple[str, ...]] = field(
        default_factory=lambda: {"cl_cid": PLACES[0], "cl_kim": PLACES[1]}
    )
    products: dict[str, Setting] = field(
        default_factory=lambda: {
            APP: Setting("miniapp", BOTS[0]),
            NEWS: Setting("subscription", {}),
        }
    )

    def permissions(self, staff: str, kind: str) -> frozenset[str]:
        """Return which of view and send the employee has in chats of such products."""
        one = self.staff[staff]
        prefix = "chats" if kind == "miniapp" else "subscriptions"
        if not one.active:
            return frozenset()
        if one.role in ("role_all", "role_far") or f"{prefix}.send" in ROLES[one.role]:
            return frozenset({"view", "send"})
        return frozenset({"view"}) if f"{prefix}.view" in ROLES[one.role] else frozenset()

    def reaches(self, staff: str, place: str | None) -> bool:
        """Whether the employee has access to the place."""
        one = self.staff[staff]
        if one.org != ORG:
            return False
        if one.objects is None or one.role == "role_all":
            return True
        return place is not None and any(each in PATHS[place] for each in one.objects)

    def may(self, right: str, staff: str, chat: Mapping[str, Any]) -> bool:
        """Whether the employee has this right (view, send) in this chat."""
        kind = self.products[chat["product"]].kind
        return right in self.permissions(staff, kind) and self.reaches(staff, chat["place"])

    def eligible(self, staff: str, chat: Mapping[str, Any], department: str | None) -> bool:
        """Whether the employee can be responsible for this chat in this department."""
        moved = department is not None and self.staff[staff].department != department
        return not moved and self.may("send", staff, chat)

    def pool(self, pool: Mapping[str, Any], chat: Mapping[str, Any]) -> set[str]:
        """Return who of a pool of the settings can get this chat."""
        department = pool.get("department")
        if department is None:
            return set()
        named = pool.get("staff") or [s for s, e in self.staff.items() if e.org == ORG]
        return {one for one in named if self.eligible(one, chat, department)}

    def takers(self, chat: Mapping[str, Any], *, but: AbstractSet[str] = frozenset()) -> set[str]:
        """Return who can get this waiting chat: its department, its tag's rule, or the basics."""
        return self.turn(chat, but=but)[1]

    def turn(
        self, chat: Mapping[str, Any], *, but: AbstractSet[str]
    ) -> tuple[str | None, set[str]]:
        """Return which department's turn it is, and who of it can get the chat, but for some."""
        setting = self.products[chat["product"]]
        pools = [setting.basic]
        if chat["cause"] == "manual" and chat["department"] is not None:
            pools = [{"department": chat["department"]}]
        else:
            tags = [t for t in setting.bot.get("tags", ()) if t["id"] == chat["tag_id"]]
            place = chat["place"]
            rules = [
                rule
                for rule in (tags[0]["rules"] if tags else ())
                if not rule["objects"] or (place and set(rule["objects"]) & PATHS[place])
            ]
            pools = [*rules[:1], *pools]
        found: set[str] = set()
        department = None
        for pool in pools:
            department, found = pool.get("department"), self.pool(pool, chat) - but
            if found:
                break
        return department, found
