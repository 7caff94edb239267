"""A small organisation for the rules: two houses, two departments, a few people, one product."""

from dataclasses import dataclass, field, replace

from chatserver.core.facts import Facts, Target
from chatserver.core.hours import Hours
from chatserver.core.people import Asker, Client, Place, Staff
from chatserver.core.products import Basic, Bot, Pool, Product, Rule, Tag
from chatserver.core.rights import ORGANISATION, granted
from chatserver.core.workload import Workload

NOON = 1_767_268_800_000
MINUTE = 60_000
HOUR = 60 * MINUTE

DESK, REPAIRS = "dep_desk", "dep_repairs"
DEPARTMENTS = {DESK: "Desk", REPAIRS: "Repairs"}
QUARTER, HOUSE_1, HOUSE_2 = "obj_quarter", "obj_house1", "obj_house2"
FLAT_1 = Place("obj_flat1", "Flat 1", "1 Pine St", frozenset({"obj_flat1", HOUSE_1, QUARTER}))
FLAT_2 = Place("obj_flat2", "Flat 2", "2 Pine St", frozenset({"obj_flat2", HOUSE_2, QUARTER}))

ANSWERS = granted(["chats.send"])
LOOKS = granted(["chats.view"])


def employee(name: str, department: str | None = DESK, *objects: str) -> Staff:
    """Return an employee who may answer, everywhere if no objects are named."""
    return Staff(
        id=f"st_{name}",
        name=name.title(),
        org="org_pine",
        active=True,
        department=department,
        permissions=ANSWERS,
        objects=frozenset(objects) or None,
    )


ANN = employee("ann")
BOB = employee("bob", DESK, HOUSE_1)
DOT = employee("dot", REPAIRS, QUARTER)
EVE = replace(employee("eve", REPAIRS), permissions=LOOKS)
ADA = replace(employee("ada", None), permissions=ORGANISATION, administrator=True)
EVERYBODY = (ANN, BOB, DOT, EVE, ADA)
CID = Client("cl_cid", "Cid", "org_pine", "+70000000001", (FLAT_1.id, FLAT_2.id))

WATER = Tag("tag_water", "Water", "Looking into it.", (Rule(Pool(REPAIRS), frozenset({HOUSE_1})),))
PASSES = Tag("tag_passes", "Passes")
BOT = Bot(
    on=True,
    greeter=ANN.id,
    greeting="Hello!",
    prompt="What is it about?",
    tags=(WATER, PASSES),
    solved="Glad to help.",
    no_answer="Write again.",
    restart_minutes=10,
)
BASIC = Basic("Welcome", "Write to us", Pool(DESK))
APP = Product("prd_app", "org_pine", "miniapp", "RQ-4", "Pine Street", True, BASIC, BOT)

AS_CID = Asker(client=CID)
SERVER = Asker()


def as_staff(staff: Staff) -> Asker:
    """Return the employee as one who asks."""
    return Asker(staff=staff)


@dataclass
class Street:
    """What surrounds a chat, as it is now. Tests change it as people would."""

    now: int = NOON
    draw: float = 0.0
    product: Product = APP
    client: Client = CID
    accepted: frozenset[str] = frozenset()
    workload: Workload = field(default_factory=Workload)
    departments: dict[str, str] = field(default_factory=lambda: dict(DEPARTMENTS))
    places: dict[str, Place] = field(
        default_factory=lambda: {place.id: place for place in (FLAT_1, FLAT_2)}
    )
    staff: dict[str, Staff] = field(default_factory=lambda: {one.id: one for one in EVERYBODY})
    hours: dict[str, Hours] = field(default_factory=dict)

    def change(self, staff: Staff, **values: object) -> None:
        """Change what is known of an employee."""
        self.staff[staff.id] = replace(self.staff[staff.id], **values)  # type: ignore[arg-type]

    def set_bot(self, **values: object) -> None:
        """Change the bot's settings."""
        bot = replace(self.product.bot, **values)  # type: ignore[arg-type]
        self.product = replace(self.product, bot=bot)

    def prefer(self, choice: str = "random", *, skip_away: bool = False) -> None:
        """Change who of those that can get a chat does."""
        basic = replace(self.product.basic, choice=choice, skip_away=skip_away)
        self.product = replace(self.product, basic=basic)

    def give_time(self, minutes: int | None) -> None:
        """Change within how many minutes the responsible has to answer."""
        basic = replace(self.product.basic, answer_minutes=minutes)
        self.product = replace(self.product, basic=basic)

    def ask_rating(self, *, on: bool = True) -> None:
        """Change whether clients are asked how a dialog was."""
        self.product = replace(self.product, basic=replace(self.product.basic, ask_rating=on))

    def set_basic(self, *staff: Staff, department: str | None = DESK) -> None:
        """Change who answers without a tag."""
        pool = Pool(department, tuple(one.id for one in staff))
        self.product = replace(self.product, basic=replace(self.product.basic, pool=pool))

    def facts(self, asker: Asker, target: Target | None = None) -> Facts:
        """Return what a rule may know now."""
        if asker.client is not None:
            asker = replace(asker, client=self.client)
        elif asker.staff is not None:
            asker = replace(asker, staff=self.staff[asker.staff.id])
        return Facts(
            now=self.now,
            asker=asker,
            product=self.product,
            client=self.client,
            places=self.places,
            staff=self.staff,
            departments=self.departments,
            draw=self.draw,
            target=target,
            edit_window_ms=HOUR,
            accepted=self.accepted,
            workload=self.workload,
            hours=self.hours,
            locale="en",
        )
