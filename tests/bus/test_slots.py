"""Which hints wait."""

from chatserver.bus.hints import Hint, Typing
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
