"""Objects are found by the words of their names and addresses."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

_CHUNK = 5000


def upgrade() -> None:
    """Objects are found by the words of their names and addresses."""
    op.add_column("object", sa.Column("search", sa.Text(), server_default="", nullable=False))
    bind = op.get_bind()
    page = sa.text(
        "SELECT id, name, address, external_id FROM object WHERE id > :after ORDER BY id LIMIT :most"
    )
    change = sa.text("UPDATE object SET search = :search WHERE id = :id")
    after = ""
    while rows := bind.execute(page, {"after": after, "most": _CHUNK}).all():
        bind.execute(
            change,
            [
                {"id": id_, "search": _folded(f"{name} {address} {outside or ''}")}
                for id_, name, address, outside in rows
            ],
        )
        after = rows[-1][0]
    if bind.dialect.name == "postgresql":
        op.create_index(
            "ix_object_search",
            "object",
            ["search"],
            postgresql_using="gin",
            postgresql_ops={"search": "gin_trgm_ops"},
        )


def _folded(text: str) -> str:
    """As the server folds them: a migration stays as it is, whatever becomes of that."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return " ".join(plain.split())
