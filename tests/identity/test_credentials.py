"""What is kept of a value that is shown once?"""

from chatserver.identity.credentials import API_KEY, fresh_value, stored_form


def test_a_value_is_new_every_time_and_not_stored() -> None:
    one, two = fresh_value(API_KEY), fresh_value(API_KEY)

    assert one != two
    assert one.startswith("ak_")
    assert one not in stored_form(one)
    assert stored_form(one) == stored_form(one) != stored_form(two)


def test_even_a_broken_text_has_a_stored_form() -> None:
    assert len(stored_form("ak_\ud800")) == 64
