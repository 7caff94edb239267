"""How does what the actions return of mini-apps look in the door's words?"""

from admin_api.words.miniapps import (
    BuildWord,
    MiniappCardWord,
    OfferWord,
    ReleaseWord,
    ReviewWord,
    ServedWord,
)
from chatserver.actions.miniapps.cards import Card
from chatserver.actions.miniapps.licences import licence_name
from chatserver.actions.miniapps.review_cards import ReviewCard
from chatserver.actions.miniapps.versions import BuildCard, OfferCard
from chatserver.files import FileLinks
from chatserver.http.me import NamedWord
from chatserver.wire.times import rfc3339


def time_or_none(at: int | None) -> str | None:
    """Return a time as the door tells it."""
    return None if at is None else rfc3339(at)


def offer_word(card: OfferCard | None) -> OfferWord | None:
    """Return a version of an offer."""
    if card is None:
        return None
    return OfferWord(
        id=card.id,
        number=card.number,
        name=card.name,
        size=card.size,
        sha256=card.sha256,
        state=card.state,
        at=rfc3339(card.at),
        deleted=card.deleted,
        binds=card.binds,
    )


def review_word(card: ReviewCard | None, links: FileLinks) -> ReviewWord | None:
    """Return a review."""
    return None if card is None else whole_review(card, links)


def whole_review(card: ReviewCard, links: FileLinks) -> ReviewWord:
    """Return a review that is there."""
    return ReviewWord(
        id=card.id,
        state=card.state,
        build=card.build,
        offer=card.offer,
        sent_at=rfc3339(card.sent_at),
        due_at=rfc3339(card.due_at),
        deferred_reason=card.deferred_reason,
        reason_code=card.reason_code,
        reason=card.reason,
        screenshot=None if card.screenshot is None else links.link(card.screenshot),
        ended_at=time_or_none(card.ended_at),
    )


def build_word(card: BuildCard) -> BuildWord:
    """Return a build."""
    return BuildWord(
        id=card.id,
        digest=card.digest,
        state=card.state,
        manifest=dict(card.manifest),
        warnings=[dict(one) for one in card.warnings],
        size=card.size,
        unpacked=card.unpacked,
        entries=card.entries,
        at=rfc3339(card.at),
    )


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
        releases=[
            ReleaseWord(
                id=one.id,
                build=one.build,
                offer=one.offer,
                digest=one.digest,
                approved_at=rfc3339(one.approved_at),
                published_at=time_or_none(one.published_at),
            )
            for one in card.releases
        ],
        release=card.release,
        ready=card.ready,
        serves=ServedWord(everybody=card.served.everybody, testers=card.served.testers),
        label=card.label,
        created_at=rfc3339(card.created_at),
        updated_at=rfc3339(card.updated_at),
        version=card.version,
    )
