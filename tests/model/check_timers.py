"""Does each prompt fall exactly once, never early, and at its full length after a client's act?"""

from chatserver.core import commands as c
from chatserver.core.refusals import KeyConflict, NotFound, Refused
from chatserver.ledger.outcome import Outcome, Trouble
from tests.model.check_step import Step
from tests.model.dump import Row
from tests.model.estate import MINUTE

PUNCTUAL = c.Send | c.PickTag | c.NewDialog | c.CloseDialog | c.Assign | c.Manage


class Timers:
    """The deadlines as the events and the clients' comings set them."""

    def __init__(self) -> None:
        self._deadlines: dict[tuple[str, int], int] = {}

    def check(self, step: Step) -> None:
        """I11: hold what happened to the deadlines known before, then learn the new ones."""
        for id_, chat in step.after.chats.items():
            before = step.before.chats.get(id_)
            if before is not None and before["prompt"] is not None:
                self._check_fall(step, before)
            if chat["prompt"] is not None:
                self._check_deadline(step, chat)
                if before is not None and chat["prompt"] == before["prompt"]:
                    check_heard_in_time(step, before)

    def _check_fall(self, step: Step, before: Row) -> None:
        """What ended this prompt came in its time: the timer not before, a pick not after."""
        events = step.after.events[before["id"]][before["last"] :]
        ends = [e for e in events if e["kind"] in ("tag", "assigned", "dialog.closed")]
        if not ends:
            return
        end = ends[0]
        deadline = self._deadlines[before["id"], before["prompt"]]
        came = _coming(step, before)
        if _is_of_timer(end, step.after.events[before["id"]]):
            assert end["at"] >= deadline, "fell early"
        elif not came:
            assert end["at"] < deadline, "taken after it had fallen"

    def _check_deadline(self, step: Step, chat: Row) -> None:
        setting = step.estates[0].products[chat["product"]]
        length = setting.bot.get("restart_minutes", 10) * MINUTE
        where = (chat["id"], chat["prompt"])
        known, now = self._deadlines.get(where), chat["expires_at"]
        came = _coming(step, chat)
        self._deadlines[where] = now
        if len(step.estates) > 1:
            return
        asked_at = step.after.events[chat["id"]][chat["prompt"] - 1]["at"]
        again = range(step.began + length, step.ended + length + 1)
        if known is None:
            assert now == asked_at + length or (came and now in again)
        elif not came or not setting.chat_on:
            assert now == known, "moved by nobody"
        elif step.alone:
            assert now in again, "not put back by the client's coming"
        else:
            assert now == known or now in again


def check_heard_in_time(step: Step, standing: Row) -> None:
    """Whoever is heard after the deadline, and be it to be refused, found this prompt fallen."""
    if standing["expires_at"] > step.began:
        return
    for one in step.of(standing["id"]):
        unheard = one.answer is None or isinstance(one.answer, Trouble | NotFound | KeyConflict)
        repeat = isinstance(one.answer, Outcome) and one.answer.duplicate
        assert unheard or repeat or not isinstance(one.command, PUNCTUAL), "stands after its time"


def _coming(step: Step, chat: Row) -> bool:
    """Whether the client entered the chat in this step, as far as anybody knows."""
    return any(
        isinstance(one.command, c.Open)
        and (one.person.id, one.command.product) == (chat["client"], chat["product"])
        and not isinstance(one.answer, Refused)
        for one in step.asked
    )


def _is_of_timer(end: Row, events: list[Row]) -> bool:
    if end["kind"] == "dialog.closed":
        return bool(end["by_kind"] == "system")
    # Whatever else assigns by itself follows in the same breath what the client has said.
    cause = events[end["seq"] - 2]
    spoken = cause["kind"] in ("message", "tag", "autoreply") and cause["at"] == end["at"]
    return bool(end["kind"] == "assigned" and end["by_kind"] == "system" and not spoken)
