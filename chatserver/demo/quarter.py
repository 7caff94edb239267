"""Who lives and works in the demo's quarter? Plain data; ids come when it is made."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from chatserver.core.rights import Permission
from chatserver.demo.names import person

ORG = "УК «Речной квартал»"
QUARTER = "Речной квартал"
DOMAIN = "river.example"
SEED = 20_260_101

FLATS = 15  # in each building
NEWCOMERS = 20  # residents who have not chatted yet
RESIDENTS = 48
TESTERS = (RESIDENTS - 1,)  # by number


@dataclass(frozen=True, slots=True)
class Building:
    """A building with the group that it stands in; both are known by short words here."""

    word: str
    group: str
    name: str
    address: str


GROUPS: Mapping[str, str] = MappingProxyType(
    {"north": "Северная очередь", "south": "Южная очередь"}
)
BUILDINGS = (
    Building("north1", "north", "Корпус 1", "Набережная улица, 1"),
    Building("north2", "north", "Корпус 2", "Набережная улица, 3"),
    Building("south1", "south", "Корпус 3", "Садовая улица, 5"),
    Building("south2", "south", "Корпус 4", "Садовая улица, 7"),
)

DEPARTMENTS: Mapping[str, str] = MappingProxyType(
    {
        "dispatch": "Диспетчерская",
        "engineers": "Инженерная служба",
        "accounts": "Бухгалтерия",
        "care": "Клиентский сервис",
        "office": "Управление",
    }
)


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the demo with its permissions."""

    name: str
    permissions: frozenset[Permission] = frozenset()
    administrator: bool = False


ROLES: Mapping[str, Role] = MappingProxyType(
    {
        "administrator": Role("Администратор", administrator=True),
        "operator": Role(
            "Оператор чатов",
            frozenset(
                {
                    Permission.CHATS_SEND,
                    Permission.SUBSCRIPTIONS_SEND,
                    Permission.CLIENTS_VIEW,
                }
            ),
        ),
        "observer": Role("Наблюдатель", frozenset({Permission.CHATS_VIEW})),
        "editor": Role("Редактор мини-приложений", frozenset({Permission.MINIAPPS_EDIT})),
    }
)


@dataclass(frozen=True, slots=True)
class Employee:
    """An employee. `reach`: words of objects, None for all of them."""

    word: str
    name: str
    role: str
    department: str
    reach: tuple[str, ...] | None

    @property
    def email(self) -> str:
        """The login."""
        return f"{self.word}@{DOMAIN}"


# Anna stands first: the first tag of the first mini-app with a bot goes to her alone.
STAFF = (
    Employee("anna", "Белова Анна Сергеевна", "operator", "dispatch", None),
    Employee("boris", "Громов Борис Петрович", "operator", "engineers", ("north",)),
    Employee("vera", "Денисова Вера Ильинична", "operator", "engineers", ("south",)),
    Employee("gleb", "Ершов Глеб Андреевич", "operator", "accounts", None),
    Employee("daria", "Жукова Дарья Олеговна", "operator", "accounts", ("north1",)),
    Employee("egor", "Зимин Егор Романович", "operator", "care", ("quarter",)),
    Employee("zhanna", "Ильина Жанна Викторовна", "operator", "care", ("south",)),
    Employee("zakhar", "Климов Захар Юрьевич", "administrator", "office", None),
    Employee("irina", "Лебедева Ирина Павловна", "observer", "office", None),
    Employee("lydia", "Носова Лидия Фёдоровна", "editor", "office", None),
)


@dataclass(frozen=True, slots=True)
class Resident:
    """A client with the flats that they own: (word of the building, number). Some have told their
    mail address and when they were born.
    """

    name: str
    phone: str
    flats: tuple[tuple[str, int], ...]
    email: str | None = None
    birth: str | None = None


def residents() -> list[Resident]:
    """Return the quarter's residents, the newcomers first; the same ones at every call."""
    chance = Random(SEED)  # noqa: S311  the same people every time
    people = []
    for index in range(RESIDENTS):
        home = BUILDINGS[index % len(BUILDINGS)].word
        flats = [(home, 1 + index // len(BUILDINGS))]
        if index % 6 == 1:  # some own a second one across the quarter
            other = BUILDINGS[(index + 2) % len(BUILDINGS)].word
            flats.append((other, FLATS - index // len(BUILDINGS) % 3))
        told = index % 3 != 0
        people.append(
            Resident(
                person(chance),
                f"+7999000{index + 1:04d}",
                tuple(flats),
                f"resident{index + 1}@{DOMAIN}" if told else None,
                f"{1950 + index}-{index % 12 + 1:02d}-{index % 28 + 1:02d}" if told else None,
            )
        )
    return people
