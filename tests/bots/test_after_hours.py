"""What is a client told whose department does not work now?"""

from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest

from chatserver.core.events import AutoReply
from chatserver.core.facts import Decision
from chatserver.core.hours import Hours
from tests.bots.books import without_bot
from tests.model.book import Book, kinds
from tests.model.street import ADA, ANN, DESK, DOT, HOUR, MINUTE, NOON, REPAIRS, as_staff

DAY = 24 * HOUR
# NOON is that of Thursday, 2026-01-01, UTC.
FROM_NINE = Hours((((9 * 60, 18 * 60),),) * 5 + ((), ()), zone=UTC)
NIGHT = NOON + 7 * HOUR


def at(now: int, *, bot: bool = True, hours: Hours = FROM_NINE) -> Book:
    """A client enters at that time; both departments have these hours."""
    book = Book() if bot else without_bot()
    book.street.hours = {DESK: hours, REPAIRS: hours}
    book.street.now = now
    book.enter()
    return book


def words(decision: Decision) -> list[str]:
    return [one.event.text for one in decision.entries if isinstance(one.event, AutoReply)]


def test_who_picks_a_topic_at_night_hears_when_somebody_comes() -> None:
    decision = at(NIGHT).pick()
    assert kinds(decision) == "tag autoreply assigned autoreply"
    assert words(decision)[1] == (
        "We are closed now. We will answer when we open: tomorrow at 09:00."
    )
    assert [one.by.kind for one in decision.entries if isinstance(one.event, AutoReply)] == [
        "bot"
    ] * 2


def test_who_picks_a_topic_by_day_hears_nothing_of_it() -> None:
    assert kinds(at(NOON).pick()) == "tag autoreply assigned"


@pytest.mark.parametrize("bot", [True, False])
def test_a_message_that_is_given_out_at_night_is_answered_too(bot: bool) -> None:
    book = at(NIGHT, bot=bot)
    decision = book.say()
    assert kinds(decision) == "message assigned autoreply"
    # Once while they are closed, however much is written.
    assert kinds(book.say()) == "message"
    book.street.now += DAY
    assert kinds(book.say()) == "message autoreply"


def test_a_dialog_goes_on_at_night() -> None:
    book = at(NOON)
    book.pick()
    book.street.now = NOON + 6 * HOUR - 1
    assert kinds(book.say()) == "message"
    book.street.now += 1
    decision = book.say()
    assert kinds(decision) == "message autoreply"
    assert decision.keyed == 0
    assert kinds(book.say()) == "message"
    assert book.chat.unanswered


def test_where_somebody_works_late_nobody_is_told_that_nobody_does() -> None:
    book = at(NOON)
    book.pick()
    book.street.now = NIGHT
    book.say(as_staff(ANN))
    assert kinds(book.say()) == "message"


def test_the_fallen_prompt_of_who_wrote_at_night_says_it() -> None:
    book = at(NIGHT)
    book.say()
    book.end(as_staff(ANN))
    book.say()  # opens a dialog, and the bot asks
    assert kinds(book.tick(11)) == "assigned autoreply"


def test_who_is_passed_on_at_night_hears_when_somebody_comes() -> None:
    book = at(NOON)
    book.street.hours = {DESK: FROM_NINE}
    book.pick()  # the repairs always work
    book.street.now = NIGHT
    assert kinds(book.give(as_staff(DOT), DESK, ANN.id)) == "assigned autoreply"
    # They have heard it; and from desk to desk there is nothing new.
    assert kinds(book.give(as_staff(DOT), DESK)) == "assigned"
    assert kinds(book.say()) == "message"
    assert kinds(book.give(as_staff(DOT), REPAIRS)) == "assigned"
    # Who takes it is there.
    assert kinds(book.give(as_staff(ANN), DESK, ANN.id)) == "assigned"


def test_who_asked_nothing_yet_hears_nothing() -> None:
    book = at(NIGHT)
    assert kinds(book.give(as_staff(ADA), DESK)) == "assigned"


def test_a_department_without_hours_always_works() -> None:
    book = at(NIGHT)
    book.street.hours = {DESK: FROM_NINE}
    assert kinds(book.pick()) == "tag autoreply assigned"


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (NOON - 4 * HOUR, "today at 09:00"),
        (NIGHT, "tomorrow at 09:00"),
        (NIGHT + DAY, "on Monday, 05.01, at 09:00"),
    ],
)
def test_the_words_name_the_day_as_people_do(now: int, opens: str) -> None:
    own = Hours(FROM_NINE.week, words="Back {opens}!", zone=UTC)
    book = at(now, hours=own)
    assert words(book.say())[-1] == f"Back {opens}!"


def test_the_day_is_that_of_the_organisations_clocks() -> None:
    # 22:30 in London is already the next day in Moscow.
    hours = Hours(FROM_NINE.week, words="{opens}", zone=ZoneInfo("Europe/Moscow"))
    assert words(at(NOON + 10 * HOUR + 30 * MINUTE, hours=hours).say()) == ["today at 09:00"]


def test_who_is_closed_for_good_is_back_later() -> None:
    never = Hours(((),) * 7, {date(2026, 1, 1) - timedelta(days=1): ((0, 1440),)}, zone=UTC)
    book = at(NOON, hours=never)
    assert words(book.say()) == ["We are closed now. We will answer when we open: later."]
