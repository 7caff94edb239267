"""What does a mini-app read of a client, and is what is made up of the right form?"""

import re

from hypothesis import given
from hypothesis import strategies as st

from chatserver.core.manifests import SCOPES
from chatserver.core.profiles import FIELDS, made_up, split


def test_each_field_is_opened_by_a_scope_that_a_manifest_may_name() -> None:
    assert set(FIELDS.values()) <= set(SCOPES)


@given(st.lists(st.sampled_from(list(FIELDS))), st.sets(st.sampled_from(list(FIELDS.values()))))
def test_every_field_asked_for_is_either_granted_or_denied(
    fields: list[str], granted: set[str]
) -> None:
    asked = split(fields, granted)
    assert set(asked.granted) | set(asked.denied) == set(fields)
    assert not set(asked.granted) & set(asked.denied)
    assert all(FIELDS[name] in granted for name in asked.granted)


@given(st.text(max_size=60))
def test_what_is_made_up_has_the_form_of_the_real_and_stays_the_same(sub: str) -> None:
    person = made_up(sub, "pw_place")
    assert person == made_up(sub, "pw_place")
    assert person.keys() == FIELDS.keys()
    assert re.fullmatch(r"\+7000\d{7}", str(person["phone"]))
    assert re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])-15", str(person["birth"]))
    assert re.fullmatch(r"\w+ \w+", str(person["name"]))
    place = person["place"]
    assert isinstance(place, dict)
    assert place["id"] == "pw_place"
