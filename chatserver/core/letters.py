"""What do the server's mails say? Each in Russian and in English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and a plain text."""

    subject: str
    text: str


def invitation(language: str, *, name: str, org: str | None, link: str, hours: int) -> Letter:
    """Ask somebody to set a password. `org` None: for the platform."""
    if language == "en":
        place = f"the console of {org}" if org else "the platform's console"
        return Letter(
            f"You are invited to {place}",
            f"Hello {name},\n\nyou are invited to {place}. Set your password here:\n\n{link}\n\n"
            f"The link works once, within {hours} hours. If you did not expect this mail, "
            "leave it be: without a password nobody gets in.\n",
        )
    place = f"кабинет организации {_quoted(org)}" if org else "кабинет платформы"
    return Letter(
        f"Приглашение в {place}",
        f"Здравствуйте, {name}!\n\nВас приглашают в {place}. Задайте пароль по ссылке:\n\n"
        f"{link}\n\n"
        f"Ссылка сработает один раз, в течение {hours} ч. Если вы не ждали этого письма, ничего "
        "не делайте: без пароля войти нельзя.\n",
    )


def reset(language: str, *, name: str, link: str, minutes: int) -> Letter:
    """Let somebody who forgot their password set another."""
    if language == "en":
        return Letter(
            "A new password",
            f"Hello {name},\n\nsomebody, probably you, asked for a new password. Set it here:\n\n"
            f"{link}\n\nThe link works once, within {minutes} minutes. If it was not you, leave "
            "this mail be: your password stays as it is.\n",
        )
    return Letter(
        "Новый пароль",
        f"Здравствуйте, {name}!\n\nКто-то, вероятно вы, попросил новый пароль. Задайте его по "
        f"ссылке:\n\n{link}\n\nСсылка сработает один раз, в течение {minutes} мин. Если это были "
        "не вы, ничего не делайте: пароль останется прежним.\n",
    )


def password_changed(language: str, *, name: str, link: str) -> Letter:
    """Tell somebody that their password was changed; `link` is where they ask for another."""
    if language == "en":
        return Letter(
            "Your password was changed",
            f"Hello {name},\n\nyour password was just changed, and you were signed out everywhere. "
            f"If it was not you, ask for a new one at once:\n\n{link}\n",
        )
    return Letter(
        "Пароль изменён",
        f"Здравствуйте, {name}!\n\nВаш пароль только что изменили, все сеансы завершены. Если это "
        f"были не вы, сразу запросите новый:\n\n{link}\n",
    )


def second_factor_changed(language: str, *, name: str) -> Letter:
    """Tell somebody that their second factor was set up, changed or taken away."""
    if language == "en":
        return Letter(
            "Your second factor was changed",
            f"Hello {name},\n\nthe second factor of your account, or its recovery codes, were just "
            "changed. If it was not you, set a new password at once and tell your "
            "administrator.\n",
        )
    return Letter(
        "Второй фактор изменён",
        f"Здравствуйте, {name}!\n\nВторой фактор вашей учётной записи или его резервные коды "
        "только что изменили. Если это были не вы, сразу задайте новый пароль и сообщите "
        "администратору.\n",
    )


def _quoted(name: str) -> str:
    """Return a name between the quotation marks of Russian, with others for those within."""
    return f"«{name.replace('«', '„').replace('»', '“')}»"
