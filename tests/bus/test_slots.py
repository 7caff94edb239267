"""Which hints wait."""

from msgspec import Raw

from chatserver.bus.hints import Carried, Hint, Typing
from chatserver.bus.slots import Slots


def test_hints_wait_in_the_order_of_their_first() -> None:
    slots = Slots(10)
    for org, rev in (("a", 1), ("b", 1), ("a", 2)):
        slots.put(Hint(org, rev=rev))
    assert [(hint.org, hint.rev) for hint in slots.take_all()] == [("a", 2), ("b", 1)]
    assert len(slots) == 0


def test_a_full_queue_gives_up_its_oldest() -> None:
    dropped: list[None] = []
    slots = Slots(2, lambda: dropped.append(None))
    for org in ("a", "b", "c"):
        slots.put(Hint(org))
    assert [hint.org for hint in slots.take_all()] == ["b", "c"]
    assert len(dropped) == 1


def test_typing_does_not_displace_what_changed() -> None:
    slots = Slots(10)
    slots.put(Hint("a", rev=1))
    slots.put(Hint("a", typing=Typing("c1", "client", "cl_ann", "Анна", on=True)))
    slots.put(Hint("a", rev=2))
    first, second = slots.take_all()
    assert (first.rev, first.typing) == (2, None)
    assert second.typing is not None


def test_what_waits_carries_only_so_much() -> None:
    def hint(org: str, rev: int) -> Hint:
        return Hint(org, rev=rev, commits=(Carried(rev - 1, rev, 1, Raw(b"x" * 40)),))

    slots = Slots(10, most_bytes=100)
    for org, rev in (("a", 1), ("b", 1), ("b", 2), ("c", 1)):
        slots.put(hint(org, rev))
    waited = {one.org: one for one in slots.take_all()}
    assert {org: len(one.commits) for org, one in waited.items()} == {"a": 1, "b": 0, "c": 0}
    assert waited["b"].rev == 2
    # They have gone, and there is room again.
    slots.put(hint("a", 2))
    assert [len(one.commits) for one in slots.take_all()] == [1]
