from pathlib import Path

from chatserver.core.refusals import Refused
from chatserver.wire import ABUSE, Close, Code

CONTRACT = """
bad_json bad_frame unknown_type too_large too_deep not_hello already unauthorized token_expired
forbidden not_found closed conflict key_conflict stale_prompt not_eligible edit_window_closed
rating_closed already_read empty_message link_unavailable file_unavailable chat_disabled
offer_required limit rate_limited overloaded unavailable internal
"""
CLOSES = "1000 1001 1003 1007 1009 1011 1012 1013 4400 4401 4403 4408 4409 4410 4429"


def test_the_codes_are_those_of_the_contract() -> None:
    assert [str(code) for code in Code] == CONTRACT.split()
    assert [str(close.value) for close in Close] == CLOSES.split()


def test_every_code_says_what_it_means_in_one_sentence() -> None:
    for code in [*Code, *Close]:
        assert code.meaning.endswith(".")
        assert "\n" not in code.meaning
    assert len({code.meaning for code in Code}) == len(Code)


def test_four_codes_ask_for_the_same_frame_again() -> None:
    again = {code for code in Code if code.retries}
    assert again == {Code.RATE_LIMITED, Code.OVERLOADED, Code.UNAVAILABLE, Code.INTERNAL}
    assert again.isdisjoint(ABUSE)


def test_every_refusal_of_the_rules_has_a_code() -> None:
    # Those of staffing and of the HTTP doors never reach a socket.
    refusals = [one for one in Refused.__subclasses__() if one.__module__ == Refused.__module__]
    assert len(refusals) > 10
    for refusal in refusals:
        assert refusal.code in {str(code) for code in Code if not code.retries}


def test_a_code_is_its_own_word() -> None:
    assert f"{Code.NOT_FOUND}" == "not_found"
    assert int(Close.RESTART) == 1012


def test_the_page_names_every_code() -> None:
    page = (Path(__file__).parents[2] / "docs/protocol.md").read_text(encoding="utf-8")
    for code in Code:
        assert f"| `{code}` |" in page
    for close in Close:
        assert f"| {close.value} |" in page
