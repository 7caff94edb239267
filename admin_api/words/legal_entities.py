"""In which words are legal entities and their accounts told of?"""

from typing import Annotated, Self

from pydantic import BaseModel, Field

from admin_api.words.directory import Name
from admin_api.words.word import Word
from chatserver.actions.organisations.legal_entities import AccountCard, EntityCard
from chatserver.http.texts import Text
from chatserver.wire.times import rfc3339

Inn = Annotated[Text, Field(max_length=12, examples=["7707083893"])]
Kpp = Annotated[Text, Field(max_length=9, examples=["773601001"])]
Bik = Annotated[Text, Field(max_length=9, examples=["044525225"])]
Number = Annotated[Text, Field(max_length=20, examples=["40702810438000060473"])]


class AccountWord(BaseModel):
    """A settlement account."""

    id: str
    bank: str
    bik: str
    number: str
    created_at: str

    @classmethod
    def of(cls, card: AccountCard) -> Self:
        """Return it as it is written."""
        at = rfc3339(card.created_at)
        return cls(id=card.id, bank=card.bank, bik=card.bik, number=card.number, created_at=at)


class LegalEntityWord(BaseModel):
    """A legal entity that can be paid, with its accounts. `kpp` is empty for an entrepreneur."""

    id: str
    name: str
    inn: str
    kpp: str
    accounts: list[AccountWord]
    created_at: str
    version: int

    @classmethod
    def of(cls, card: EntityCard) -> Self:
        """Return it as it is written."""
        return cls(
            id=card.id,
            name=card.name,
            inn=card.inn,
            kpp=card.kpp,
            accounts=[AccountWord.of(one) for one in card.accounts],
            created_at=rfc3339(card.created_at),
            version=card.version,
        )


class LegalEntitiesWord(BaseModel):
    """A page of legal entities."""

    items: list[LegalEntityWord]
    next_cursor: str | None


class NewLegalEntityWord(Word):
    """A legal entity to be added."""

    name: Name
    inn: Inn
    kpp: Kpp = ""


class LegalEntityChangeWord(Word):
    """What is to be changed of a legal entity; what is left out stays."""

    name: Name = "-"
    inn: Inn = ""
    kpp: Kpp = ""


class NewAccountWord(Word):
    """An account to be added: the bank's name and BIK, and the number."""

    bank: Name
    bik: Bik
    number: Number
