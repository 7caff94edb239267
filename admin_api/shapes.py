"""How does what the actions return of mini-apps look in the door's words?"""

from admin_api.words.miniapps import MiniappCardWord, PushLimitsWord, ServedWord
from admin_api.words.placement import BuildWord, OfferWord, ReleaseWord, ReviewWord
from chatserver.actions.miniapps.cards import Card
from chatserver.actions.miniapps.licences import licence_name
from chatserver.actions.miniapps.review_cards import ReviewCard
from chatserver.actions.miniapps.versions import BuildCard, OfferCard
from chatserver.files import FileLinks
from chatserver.http.named import NamedWord
from chatserver.wire.times import rfc3339


def offer_word(card: OfferCard | None) -> OfferWord | None:
    """Return a version of an offer."""
    return None if card is None else OfferWord.model_validate(card, from_attributes=True)


def review_word(card: ReviewCard | None, links: FileLinks) -> ReviewWord | None:
    """Return a review."""
    return None if card is None else whole_review(card, links)


def whole_review(card: ReviewCard, links: FileLinks) -> ReviewWord:
    """Return a review that is there."""
    word = ReviewWord.model_validate(card, from_attributes=True)
    seen = None if card.screenshot is None else links.link(card.screenshot)
    return word.model_copy(update={"screenshot": seen})


def build_word(card: BuildCard) -> BuildWord:
    """Return a build."""
    return BuildWord.model_validate(card, from_attributes=True)


def card_word(card: Card, links: FileLinks) -> MiniappCardWord:
    """Return a mini-app's card."""
    licence = card.licence
    return MiniappCardWord(
        id=card.id,
        name=card.name,
        public_title=card.public_title,
        category=card.category,
        description=card.description,
        status=card.status,
        suspended=card.suspended_reason is not None,
        suspended_reason=card.suspended_reason,
        chat_on=card.chat_on,
        licence=None
        if licence is None
        else NamedWord(id=licence.id, name=licence_name(licence.number)),
        legal_entity=card.entity,
        account=card.account,
        offer=offer_word(card.offer),
        review=review_word(card.review, links),
        last_review=review_word(card.last_review, links),
        releases=[ReleaseWord.model_validate(one, from_attributes=True) for one in card.releases],
        release=card.release,
        ready=card.ready,
        serves=ServedWord(everybody=card.served.everybody, testers=card.served.testers),
        push_limits=PushLimitsWord(
            every_s=card.pushes.every_ms // 1000, per_day=card.pushes.per_day
        ),
        label=card.label,
        created_at=rfc3339(card.created_at),
        updated_at=rfc3339(card.updated_at),
        version=card.version,
    )
