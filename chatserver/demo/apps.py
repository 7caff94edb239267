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
class App:
    """A mini-app: `name` is for staff, `title` for clients, and neither holds the other (D18)."""

    word: str
    name: str
    title: str
    greeting_title: str
    greeting: str
    team: Team
    robot: Robot | None = None


APPS = (
    App(
        "requests",
        "RQ-Helpdesk 4",
        "Заявки и аварии",
        "Мы на связи",
        "Опишите, что случилось: диспетчер ответит в течение нескольких минут.",
        Team("dispatch"),
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
    ),
)
