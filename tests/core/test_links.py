"""Where in the superapp can a message lead, and for whom?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatserver.core.events import Link
from chatserver.core.links import (
    KINDS,
    SCREENS,
    TRANSITIONS,
    Attachable,
    Look,
    available,
    card,
    leads_to,
    reference,
)
from chatserver.core.people import Place

HOME = Place("flat", "1", "", frozenset({"flat", "house", "quarter"}))
AWAY = Place("far", "2", "", frozenset({"far", "farhouse"}))


def thing(to: str, **more: object) -> Attachable:
    transition = TRANSITIONS[to]
    screen = None if transition.needs_target else to
    values: dict[str, object] = {"text": "words", "image": "file_1", **more}
    return Attachable("cat_1", transition.kind, screen, "Title", **values)  # type: ignore[arg-type]


def test_there_are_thirteen_and_five_of_them_need_a_target() -> None:
    assert sorted(one.number for one in TRANSITIONS.values()) == list(range(1, 14))
    assert {one.number for one in TRANSITIONS.values() if one.needs_target} == {2, 3, 5, 7, 8}
    assert len(SCREENS) == 8
    assert len(set(KINDS)) == 6


# Requirement 181, number by number.
LOOKS = {
    Look.WIDGET: {1, 9, 10, 11, 6},
    Look.CARD: {2, 3, 7},
    Look.IMAGE: {5},
    Look.PLAIN: {13, 12, 4, 8},
}


@pytest.mark.parametrize(("look", "numbers"), LOOKS.items())
def test_each_transition_has_the_look_of_the_document(look: Look, numbers: set[int]) -> None:
    assert {one.number for one in TRANSITIONS.values() if one.look is look} == numbers


@pytest.mark.parametrize("to", TRANSITIONS)
def test_a_card_shows_what_its_look_allows(to: str) -> None:
    shown = card(thing(to))
    look = TRANSITIONS[to].look

    assert (shown.text is not None) == (look in (Look.WIDGET, Look.CARD))
    assert (shown.image_url is not None) == (look is not Look.PLAIN)
    assert shown.title == "Title"
    assert shown.url == f"/superapp/v1/links/{shown.target or to}"


@pytest.mark.parametrize("to", TRANSITIONS)
def test_a_target_is_named_where_one_is_needed_and_nowhere_else(to: str) -> None:
    needs = TRANSITIONS[to].needs_target

    assert reference(Link(to)) == (None if needs else to)
    assert reference(Link(to, "cat_1")) == ("cat_1" if needs else None)
    assert leads_to(thing(to).link, thing(to))


def test_a_link_does_not_lead_to_a_thing_of_another_kind() -> None:
    assert not leads_to(Link("event", "cat_1"), thing("service"))
    assert not leads_to(Link("service", "cat_2"), thing("service"))
    assert reference(Link("moon")) is None


IDS = st.frozensets(st.sampled_from(["flat", "house", "quarter", "farhouse", "none"]))


@given(st.none() | IDS, st.none() | st.frozensets(st.sampled_from(["p1", "p2"])), st.booleans())
def test_who_has_no_place_among_the_objects_cannot_open_it(
    objects: frozenset[str] | None, products: frozenset[str] | None, published: bool
) -> None:
    one = thing("service", objects=objects, products=products, published=published)

    here = available(one, product="p1", places=[HOME])
    both = available(one, product="p1", places=[HOME, AWAY])
    later = available(one, product=None, places=[HOME])

    reached = objects is None or bool(objects & {"flat", "house", "quarter"})
    assert here == (published and reached and (products is None or "p1" in products))
    assert later == (published and reached)
    assert both or not here
