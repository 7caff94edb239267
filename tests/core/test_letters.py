"""What do mails say?"""

import pytest

from chatserver.core.letters import invitation


@pytest.mark.parametrize(
    ("org", "place"),
    [
        ("Сосны", "кабинет организации «Сосны»"),
        ("УК «Речной квартал»", "кабинет организации «УК „Речной квартал“»"),
        (None, "кабинет платформы"),
    ],
)
def test_an_invitation_names_the_place_and_quotes_within_quotes(
    org: str | None, place: str
) -> None:
    letter = invitation("ru", name="Анна", org=org, link="https://example.org/a", hours=72)
    assert letter.subject == f"Приглашение в {place}"
    assert f"Вас приглашают в {place}." in letter.text
