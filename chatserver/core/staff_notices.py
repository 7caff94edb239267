"""Of what are employees told without a switch, who of them, and in which words? (D17)"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from chatserver.core.people import Staff
from chatserver.core.products import Pool, Product

Data = Mapping[str, object]


class Audience(StrEnum):
    """Who is told."""

    PARTNER = "partner"  # whoever sent it, and all with `miniapps.edit`
    MODERATORS = "moderators"
    ADMINISTRATORS = "administrators"
    INTEGRATORS = "integrators"  # all with `integration.edit`


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice: title and text in either language, with the names of its data in braces."""

    audience: Audience
    title_ru: str
    text_ru: str
    title_en: str
    text_en: str


_P, _M = Audience.PARTNER, Audience.MODERATORS
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "review.approved": Kind(
            _P,
            "Одобрено: {app}",
            "Модерация пройдена. Мини-приложение «{app}» готово к публикации.",
            "Approved: {app}",
            "The mini-app “{app}” has passed the review and is ready to be published.",
        ),
        "review.rejected": Kind(
            _P,
            "Отклонено: {app}",
            "Модератор отклонил отправленное. Причина: {reason}",
            "Rejected: {app}",
            "The moderator rejected what was sent. The reason: {reason}",
        ),
        "review.deferred": Kind(
            _P,
            "Отложено: {app}",
            "Модератор отложил проверку. Причина: {reason}",
            "Deferred: {app}",
            "The moderator will look at it later. The reason: {reason}",
        ),
        "build.revoked": Kind(
            _P,
            "Сборка отозвана: {app}",
            "Платформа отозвала сборку, её больше не увидит никто. Причина: {reason}",
            "A build was revoked: {app}",
            "The platform revoked a build; nobody is shown it any more. The reason: {reason}",
        ),
        "miniapp.suspended": Kind(
            _P,
            "Приостановлено: {app}",
            "Платформа приостановила мини-приложение. Причина: {reason}",
            "Suspended: {app}",
            "The platform suspended the mini-app. The reason: {reason}",
        ),
        "miniapp.lifted": Kind(
            _P,
            "Снова доступно: {app}",
            "Платформа сняла приостановку, всё работает как прежде.",
            "Available again: {app}",
            "The platform lifted the suspension; everything works as before.",
        ),
        "licence.cleared": Kind(
            _P,
            "Лицензия снята: {app}",
            "Платформа забрала лицензию, мини-приложение стало неактивным.",
            "Without a licence: {app}",
            "The platform took the licence back, and the mini-app is inactive.",
        ),
        "key.leaked": Kind(
            _P,
            "Ключ в архиве: {app}",
            "В архиве, загруженном для «{app}», стоял ключ «{key}». Сборку читают все, поэтому "
            "ключ больше не действует. Создайте другой и не кладите его в сборку.",
            "A key in an archive: {app}",
            "The archive that was uploaded for “{app}” held the key “{key}”. Everybody can read a "
            "build, so the key has ended. Make another, and keep it out of builds.",
        ),
        "chat.switched_on": Kind(
            _P,
            "Чат включён: {app}",
            "Поддержка платформы включила чат мини-приложения.",
            "Chat switched on: {app}",
            "The platform's support switched the mini-app's chat on.",
        ),
        "chat.switched_off": Kind(
            _P,
            "Чат выключен: {app}",
            "Поддержка платформы выключила чат мини-приложения.",
            "Chat switched off: {app}",
            "The platform's support switched the mini-app's chat off.",
        ),
        "pushes.limited": Kind(
            _P,
            "Лимиты push: {app}",
            "Платформа изменила, сколько push-уведомлений может отправлять мини-приложение. "
            "Причина: {reason}",
            "Push limits: {app}",
            "The platform changed how many pushes the mini-app may send. The reason: {reason}",
        ),
        "review.sent": Kind(
            _M,
            "На модерацию: {app}",
            "{org} отправляет «{app}» на проверку.",
            "To review: {app}",
            "{org} has sent “{app}” for review.",
        ),
        "review.due_soon": Kind(
            _M,
            "Срок подходит: {app}",
            "Проверку «{app}» ({org}) нужно закончить меньше чем за 12 часов.",
            "Due soon: {app}",
            "The review of “{app}” ({org}) is due in less than 12 hours.",
        ),
        "miniapp.payee": Kind(
            Audience.ADMINISTRATORS,
            "Изменён получатель платежей: {app}",
            "Платежи клиентов в «{app}» теперь получает: {payee}. Кто изменил: {person}. Если так "
            "не задумано, верните прежнего получателя.",
            "Another payee: {app}",
            "What clients pay in “{app}” now goes to: {payee}. Changed by: {person}. If this was "
            "not intended, put the former payee back.",
        ),
        "webhook.gone": Kind(
            Audience.INTEGRATORS,
            "Вебхук выключен",
            "Адрес {url} ответил, что больше не принимает события (410), и вебхук выключен.",
            "A webhook was switched off",
            "{url} answered that it takes no more events (410), and the webhook is off.",
        ),
        "webhook.failing": Kind(
            Audience.INTEGRATORS,
            "Вебхук выключен",
            "Адрес {url} пять дней не принимает события, и вебхук выключен. Почините его и "
            "включите снова: ждущие события будут отправлены.",
            "A webhook was switched off",
            "{url} has taken no event for five days, and the webhook is off. Mend it and switch it "
            "on again: the events that wait are sent then.",
        ),
        "chats.waiting": Kind(
            Audience.ADMINISTRATORS,
            "Чаты ждут: {count}",
            "Больше 15 минут некому ответить в чатах, всего: {count}. Проверьте, кто отвечает "
            "за них и у кого есть доступ.",
            "Chats waiting: {count}",
            "Nobody has been able to answer in {count} chats for more than 15 minutes. Check who "
            "is to answer them, and who has access.",
        ),
        "rule.empty": Kind(
            Audience.ADMINISTRATORS,
            "Правило без людей: {product}",
            "Все, кого называет правило «{rule}» в «{product}», больше не могут отвечать. "
            "Назначьте других в настройках чата.",
            "A rule without people: {product}",
            "Nobody whom the rule “{rule}” of “{product}” names can answer any more. Name others "
            "in the settings of the chat.",
        ),
    }
)


def told(kind: str, language: str, data: Data) -> tuple[str, str]:
    """Return title and text of a notice."""
    known = KINDS[kind]
    title, text = (
        (known.title_en, known.text_en) if language == "en" else (known.title_ru, known.text_ru)
    )
    return title.format_map(data), text.format_map(data)


def place_of(kind: str, subject: str) -> str:
    """Return what follows `/console/` in the address of that of which a notice tells; the console
    leads there too (notices.ts).
    """
    if subject.startswith("chat_"):
        return f"?chat={subject}"
    if KINDS[kind].audience is Audience.MODERATORS:
        return "moderation"
    if subject.startswith(("app_", "prd_")):
        return f"miniapps/{subject}{'/release' if kind.startswith(('review.', 'build.')) else ''}"
    return ""


@dataclass(frozen=True, slots=True)
class Deserted:
    """A list of names in a product's settings of whom nobody is left. `tag` None: the basic one."""

    product: str
    tag: str | None
    names: tuple[str, ...]


def deserted(product: Product, staff: Mapping[str, Staff]) -> Iterator[Deserted]:
    """Yield the lists whose people were all deactivated or moved to another department (D6)."""
    if _left(product.basic.pool, staff):
        yield Deserted(product.name, None, product.basic.pool.staff)
    for tag in product.bot.tags if product.bot.speaks else ():
        for rule in tag.rules:
            if _left(rule.pool, staff):
                yield Deserted(product.name, tag.text, rule.pool.staff)


def _left(pool: Pool, staff: Mapping[str, Staff]) -> bool:
    return bool(pool.staff) and not any(
        (one := staff.get(name)) is not None and one.active and one.department == pool.department
        for name in pool.staff
    )
