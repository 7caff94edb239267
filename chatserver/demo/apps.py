"""Which mini-apps does the demo have, and how are their chats set up? Words stand for ids."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Team:
    """Who answers: a department, of it the named ones, and, in a rule, for which objects."""

    department: str
    staff: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A tag. Without a rule it goes by the basic settings."""

    text: str
    autoreply: str = ""
    rules: tuple[Team, ...] = ()


@dataclass(frozen=True, slots=True)
class Robot:
    """What the bot says, and in whose name."""

    greeter: str | None
    greeting: str
    prompt: str
    topics: tuple[Topic, ...]
    solved: str
    no_answer: str
    restart_minutes: int = 10


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a mini-app's page says in one language: a heading and some lines."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A mini-app as it is registered and built: where it stands, what it asks for, what it says.

    `status` is how far it has come: `active`, `testing` or `in_review`. `built`: its build is the
    one of `web/demo-app`, which has a manifest of its own.
    """

    category: str
    description: str
    ru: Sheet
    en: Sheet
    colour: str
    scopes: tuple[str, ...] = ("profile.name", "place.read")
    status: str = "active"
    screen: str | None = "home"
    built: bool = False


@dataclass(frozen=True, slots=True)
class App:
    """A mini-app: `name` is for staff, `title` for clients, and neither holds the other (D18)."""

    word: str
    name: str
    title: str
    greeting_title: str
    greeting: str
    team: Team
    page: Page
    robot: Robot | None = None


APPS = (
    App(
        "requests",
        "RQ-Helpdesk 4",
        "Заявки и аварии",
        "Мы на связи",
        "Опишите, что случилось: диспетчер ответит в течение нескольких минут.",
        Team("dispatch"),
        Page(
            "tools",
            "Заявки диспетчеру и аварийные вызовы",
            Sheet("Что случилось?", ("Протечка", "Нет света", "Лифт", "Домофон", "Другое")),
            Sheet("What happened?", ("A leak", "No light", "The lift", "The door", "Else")),
            "#2f6fde",
            ("profile.name", "place.read", "chat.open"),
        ),
        Robot(
            greeter="anna",
            greeting="Здравствуйте! Это диспетчерская Речного квартала.",
            prompt="Выберите тему, и мы сразу позовём нужного человека. Или просто напишите.",
            topics=(
                Topic(
                    "Протечка или авария",
                    "Это срочно: передаём диспетчеру. Если можно, перекройте воду.",
                    (Team("dispatch", ("anna",)),),
                ),
                Topic(
                    "Сантехник",
                    "Передаём инженерной службе вашей очереди.",
                    (
                        Team("engineers", ("boris",), ("north",)),
                        Team("engineers", (), ("south",)),
                    ),
                ),
                Topic("Электрик", "Передаём дежурному инженеру.", (Team("engineers"),)),
                Topic(
                    "Домофон и доступ",
                    "Соединяем с клиентским сервисом.",
                    (Team("care", (), ("north1", "south")), Team("care", ("egor",))),
                ),
                Topic("Другое"),
            ),
            solved="Рады, что всё решилось! Хорошего дня.",
            no_answer="Не дождались ответа и закрыли обращение. Напишите, когда будет удобно.",
        ),
    ),
    App(
        "billing",
        "RQ-Billing 2",
        "Квитанции и оплата",
        "Вопросы об оплате",
        "Напишите номер лицевого счёта и вопрос.",
        Team("accounts", ("gleb",)),
        Page(
            "payments",
            "Начисления и квитанции по лицевому счёту",
            Sheet("Квитанция за месяц", ("Содержание дома 2 140 ₽", "Вода 610 ₽", "Итого 2 750 ₽")),
            Sheet("This month", ("Upkeep 2,140 ₽", "Water 610 ₽", "Together 2,750 ₽")),
            "#1f8a4c",
            ("profile.name", "place.read", "payments"),
        ),
        Robot(
            greeter=None,
            greeting="Здравствуйте! Здесь отвечает бухгалтерия.",
            prompt="О чём ваш вопрос?",
            topics=(
                Topic(
                    "Показания счётчиков", "Пришлите цифры одним сообщением.", (Team("accounts"),)
                ),
                Topic("Ошибка в квитанции", "Проверим начисления и ответим.", (Team("accounts"),)),
                Topic("Справка", "Какая справка вам нужна?", (Team("accounts", ("gleb",)),)),
            ),
            solved="Вопрос закрыт. Спасибо, что платите вовремя!",
            no_answer="Закрываем вопрос: ответа не было. Пишите, если что.",
            restart_minutes=15,
        ),
    ),
    App(
        "passes",
        "RQ-Passport 7",
        "Пропуска и гости",
        "Пропуска",
        "Напишите, для кого и на какой день нужен пропуск.",
        Team("care", ("egor", "zhanna")),
        Page(
            "transport",
            "Пропуска для гостей и машин",
            Sheet("Пропуск", ("Гость сегодня", "Машина на день", "Курьер")),
            Sheet("A pass", ("A guest today", "A car for a day", "A courier")),
            "#8a5a1f",
            ("profile.name", "profile.phone", "place.read"),
            screen="services",
            built=True,
        ),
        Robot(
            greeter="egor",
            greeting="Добрый день! Оформим пропуск за пару минут.",
            prompt="Что нужно оформить?",
            topics=(
                Topic("Пропуск на машину", "Пришлите номер и дату.", (Team("care"),)),
                Topic("Гостевой пропуск", "Сколько гостей и когда?", (Team("care"),)),
                Topic("Потерян ключ", "Сейчас отключим старый.", (Team("care", ("egor",)),)),
            ),
            solved="Готово! Приятной встречи.",
            no_answer="Пропуск не оформлен: не хватило ответа. Начните заново, когда будет удобно.",
            restart_minutes=30,
        ),
    ),
    App(
        "manager",
        "RQ-Feedback 1",
        "Вопрос управляющему",
        "Слушаем вас",
        "Предложения, благодарности и жалобы читает управляющий.",
        Team("care", ("egor",)),
        Page(
            "communication",
            "Вопросы и предложения управляющему",
            Sheet("Управляющий слушает", ("Предложение", "Благодарность", "Жалоба")),
            Sheet("The manager listens", ("An idea", "Thanks", "A complaint")),
            "#6b3fa0",
            screen="house",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Silent:
    """A mini-app without a chat."""

    word: str
    name: str
    page: Page


# Seen by testers alone, and one that a moderator has to look at.
SILENT = (
    Silent(
        "tour",
        "RQ-Tour 1",
        Page(
            "real_estate",
            "Виртуальный обход общих помещений",
            Sheet("Обход", ("Вход", "Колясочная", "Кровля")),
            Sheet("A tour", ("The entrance", "The pram room", "The roof")),
            "#a03f5e",
            scopes=(),
            status="testing",
            screen="showcase",
        ),
    ),
    Silent(
        "bus",
        "RQ-Bus 2",
        Page(
            "transport",
            "Расписание автобуса до метро",
            Sheet("До метро", ("08:05", "08:25", "08:45")),
            Sheet("To the metro", ("08:05", "08:25", "08:45")),
            "#0f7c8a",
            scopes=(),
            status="in_review",
            screen=None,
        ),
    ),
)
