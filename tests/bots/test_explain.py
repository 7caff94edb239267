from dataclasses import replace

import pytest

from bots.explain import WORDS, sentences
from chatserver.core.facts import Explanation, LeftOut, Look

WHY = Explanation(
    cause="default",
    tag="tag_water",
    tag_text="Water",
    place="obj_flat1",
    looks=(
        Look("rule", "dep_far", "Far", rule=0, matched=False),
        Look("rule", "dep_fix", "Fix", rule=1, left_out=(LeftOut("st_dot", "Dot", "no_access"),)),
        Look("basic", "dep_desk", "Desk", candidates=(("st_ann", "Ann"), ("st_bob", "Bob"))),
    ),
    draw=0.75,
    chosen="st_bob",
    chosen_name="Bob",
)


def test_the_sentences_tell_the_way_in_its_order() -> None:
    assert sentences(WHY, "en") == (
        "Topic: “Water”.",
        "Rule 1 did not match: its objects do not include the premises.",
        "Rule 2 matched, department “Fix”.",
        "Dot: has no access to the premises.",
        "Nobody can answer.",
        "Basic settings, department “Desk”.",
        "Can answer: Ann, Bob.",
        "Drawn at random from 2: Bob.",
    )


def test_no_draw_is_told_of_where_there_was_only_one() -> None:
    only = Look("basic", "dep_desk", "Desk", candidates=(("st_bob", "Bob"),))
    assert sentences(replace(WHY, looks=(only,)), "en")[-1] == "Responsible: Bob."


def test_russian_is_the_language_where_none_is_asked_for() -> None:
    assert sentences(WHY)[-1] == "Из 2 выбран по жребию: Bob."


@pytest.mark.parametrize("source", ["rule", "basic", "department", "last", "named"])
@pytest.mark.parametrize(
    "why", ["inactive", "moved", "no_permission", "no_access", "away", "busier"]
)
@pytest.mark.parametrize("locale", list(WORDS))
def test_everything_that_can_be_looked_at_can_be_told(source: str, why: str, locale: str) -> None:
    look = Look(source, None, None, rule=0, left_out=(LeftOut("st_dot", "Dot", why),))
    told = Explanation("manual", None, None, None, (look,), None, "st_ann", "Ann", by="st_ann")
    waits = Explanation("queue", None, None, None, (look,), None, None, None)
    assert len(sentences(told, locale)) == len(sentences(waits, locale)) + 1 == 5
    assert all("{" not in sentence for sentence in sentences(told, locale))


def test_every_language_has_every_sentence() -> None:
    assert WORDS["ru"].keys() == WORDS["en"].keys()
