"""What is stored of the things that a link in a message can lead to?"""

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from chatserver.storage.tables.columns import big
from chatserver.storage.tables.columns import text as text_column


class CatalogueRow(SQLModel, table=True):
    """A service, an event, a category, or a screen of the superapp, as an organisation offers it.

    `screen` is set for a screen and names it; each stands there once. `search` is the title,
    folded for searching.
    """

    __tablename__ = "catalogue"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('service', 'partner_service', 'service_category', 'event',"
            " 'event_category', 'screen')",
            name="kind",
        ),
        CheckConstraint("(kind = 'screen') = (screen IS NOT NULL)", name="screen"),
        Index("uq_catalogue_org_screen", "org", "screen", unique=True),
        Index("uq_catalogue_org_external_id", "org", "external_id", unique=True),
        Index("ix_catalogue_org_kind", "org", "kind", "id"),
    )

    id: str = Field(primary_key=True)
    org: str = Field(foreign_key="org.id")
    kind: str
    screen: str | None = None
    category: str | None = Field(default=None, foreign_key="catalogue.id", index=True)
    title: str
    text: str = text_column()
    image: str | None = Field(default=None, foreign_key="file.id")
    external_id: str | None = None
    published: bool = True
    all_objects: bool = True
    all_products: bool = True
    search: str = text_column()
    version: int = 1
    created_at: int = big()


class CatalogueObject(SQLModel, table=True):
    """An object whose residents can open a thing of the catalogue."""

    __tablename__ = "catalogue_object"

    item: str = Field(primary_key=True, foreign_key="catalogue.id")
    object: str = Field(primary_key=True, foreign_key="object.id", index=True)


class CatalogueProduct(SQLModel, table=True):
    """A product in whose chats a thing of the catalogue may be attached."""

    __tablename__ = "catalogue_product"

    item: str = Field(primary_key=True, foreign_key="catalogue.id")
    product: str = Field(primary_key=True, foreign_key="product.id", index=True)
