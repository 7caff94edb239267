from chatserver.wire import answers, pushes, requests
from chatserver.wire.requests import REQUESTS, tag

CONTRACT = """
hello auth ping pong chat.open chat.watch chat.unwatch focus history send edit delete read typing
tag.pick dialog.new dialog.close dialog.rate assign comment note note.delete notes inbox.watch
inbox.page inbox.unwatch presence
"""
PUSHES = """
welcome error event marks typing viewers note inbox counts lag reset unwatched auth.expiring bye
ping pong
"""


def named(**kept: object) -> set[str]:
    return {
        kind
        for kind, request in REQUESTS.items()
        if all(getattr(request, name) == value for name, value in kept.items())
    }


def test_the_requests_and_pushes_are_those_of_the_contract() -> None:
    assert list(REQUESTS) == CONTRACT.split()
    assert [tag(push) for push in pushes.PUSHES] == PUSHES.split()


def test_only_signs_of_life_and_hello_are_free() -> None:
    assert named(rated=False) == {"hello", "ping", "pong"}


def test_what_has_an_id_is_answered_and_nothing_else() -> None:
    assert named(answered=False) == {"ping", "pong", "focus", "typing"}
    for request in REQUESTS.values():
        assert ("id" in request.__struct_fields__) == request.answered
        assert (request in answers.ANSWERS) == request.answered


def test_some_requests_are_for_one_side() -> None:
    assert named(sender="client") == {"chat.open", "tag.pick", "dialog.new", "dialog.rate"}
    assert named(sender="staff") == {
        "dialog.close",
        "assign",
        "comment",
        "note",
        "note.delete",
        "notes",
        "inbox.watch",
        "inbox.page",
        "inbox.unwatch",
        "presence",
    }


def test_commands_that_write_an_event_carry_a_key() -> None:
    keyed = {kind for kind, each in REQUESTS.items() if "key" in each.__struct_fields__}
    message, dialog = {"send", "edit", "delete"}, {"dialog.new", "dialog.close", "dialog.rate"}
    assert keyed == message | dialog | {"tag.pick", "assign", "note"}
    again = {kind for kind in REQUESTS if "duplicate" in fields_of_answer(kind)}
    assert again == keyed


def fields_of_answer(kind: str) -> tuple[str, ...]:
    answer = answers.ANSWERS.get(REQUESTS[kind])
    return () if answer is None else answer.__struct_fields__


def test_a_request_cannot_be_changed() -> None:
    ping = requests.Ping(n=1)
    assert hash(ping) == hash(requests.Ping(n=1))
