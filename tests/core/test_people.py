import pytest

from chatserver.core.people import Place


@pytest.mark.parametrize(
    ("name", "address", "whole"),
    [
        ("кв. 1", "Садовая улица, 5, кв. 1", "Садовая улица, 5, кв. 1"),
        ("кв. 1", "Садовая улица, 5", "Садовая улица, 5, кв. 1"),
        ("кв. 1", "", "кв. 1"),
        ("кв. 1", "Садовая улица, 5, кв. 12", "Садовая улица, 5, кв. 12, кв. 1"),
        ("1", "Садовая улица, 15", "Садовая улица, 15, 1"),
        ("5", "Садовая улица, 5", "Садовая улица, 5, 5"),
        ("1", "Садовая улица, 5, кв. 1", "Садовая улица, 5, кв. 1"),
        ("1", "Садовая улица, 5, кв.1", "Садовая улица, 5, кв.1"),
    ],
)
def test_an_address_names_its_premises_once(name: str, address: str, whole: str) -> None:
    assert Place("obj_1", name, address, frozenset()).whole_address == whole
