"""Of what are employees told, and is it said in both languages?"""

from string import Formatter

import pytest

from chatserver.core.people import Staff
from chatserver.core.products import Basic, Bot, Pool, Product, Rule, Tag
from chatserver.core.staff_notices import KINDS, Deserted, deserted, place_of, told


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_say_the_same(kind: str) -> None:
    one = KINDS[kind]
    assert names(one.title_ru + one.text_ru) == names(one.title_en + one.text_en)
    data = dict.fromkeys(names(one.title_ru + one.text_ru), "x")
    assert told(kind, "ru", data) != told(kind, "en", data)


def person(name: str, department: str = "dep_a", *, active: bool = True) -> Staff:
    return Staff(name, name, "org_a", active, department, frozenset(), None)


def product(named: tuple[str, ...], *, on: bool = True, basic: tuple[str, ...] = ()) -> Product:
    tag = Tag("tag_a", "Water", rules=(Rule(Pool("dep_a", named)),))
    return Product(
        id="prd_a", org="org_a", kind="miniapp", name="App", title="App", chat_on=True,
        basic=Basic(pool=Pool("dep_a", basic)), bot=Bot(on=on, tags=(tag,)),
    )  # fmt: skip


STAFF = {
    "ann": person("ann"),
    "bob": person("bob", active=False),
    "cid": person("cid", "dep_b"),
}


@pytest.mark.parametrize(
    ("named", "left"),
    [
        ((), False),
        (("ann",), False),
        (("bob", "ann"), False),
        (("bob",), True),
        (("cid",), True),
        (("bob", "cid", "gone"), True),
    ],
)
def test_a_rule_is_deserted_when_all_it_names_are_gone(named: tuple[str, ...], left: bool) -> None:
    expected = [Deserted("App", "Water", named)] if left else []
    assert list(deserted(product(named), STAFF)) == expected
    assert list(deserted(product(named, on=False), STAFF)) == []
    basic = [Deserted("App", None, named)] if left else []
    assert list(deserted(product((), basic=named), STAFF)) == basic


@pytest.mark.parametrize(
    ("kind", "subject", "place"),
    [
        ("chats.waiting", "chat_1", "?chat=chat_1"),
        ("review.rejected", "app_1", "miniapps/app_1/release"),
        ("build.revoked", "app_1", "miniapps/app_1/release"),
        ("rule.empty", "app_1", "miniapps/app_1"),
        ("licence.cleared", "app_1", "miniapps/app_1"),
        ("review.sent", "app_1", "moderation"),
        ("review.due_soon", "app_1", "moderation"),
        ("licence.cleared", "lic_1", ""),
    ],
)
def test_a_notice_leads_to_what_it_tells_of(kind: str, subject: str, place: str) -> None:
    assert place_of(kind, subject) == place
