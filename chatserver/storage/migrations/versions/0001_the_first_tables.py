"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """The first tables."""
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("orgs", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_key_hash")),
    )
    op.create_table(
        "event",
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by_kind", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("hash", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("n_client", sa.BigInteger(), nullable=False),
        sa.Column("n_staff", sa.BigInteger(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("sender", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("chat", "seq", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(
            "uq_event_sender_key",
            ["sender", "key"],
            unique=True,
            sqlite_where=sa.text('"key" IS NOT NULL'),
            postgresql_where=sa.text('"key" IS NOT NULL'),
        )

    op.create_table(
        "meta",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
    )
    op.create_table(
        "org",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("acl", sa.BigInteger(), nullable=False),
        sa.Column("chats", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('management', 'developer')", name=op.f("ck_org_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_org")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_audit_org_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_org_at", ["org", "at"], unique=False)

    op.create_table(
        "client",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("tester", sa.Boolean(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_client_org_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
        sa.UniqueConstraint("org", "external_id", name=op.f("uq_client_org_external_id")),
        sa.UniqueConstraint("org", "phone", name=op.f("uq_client_org_phone")),
    )
    op.create_table(
        "department",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_department_org_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
    )
    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_department_org"), ["org"], unique=False)

    op.create_table(
        "object",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('quarter', 'group', 'building', 'premises')", name=op.f("ck_object_kind")
        ),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_object_org_org")),
        sa.ForeignKeyConstraint(["parent"], ["object.id"], name=op.f("fk_object_parent_object")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_object")),
    )
    with op.batch_alter_table("object", schema=None) as batch_op:
        batch_op.create_index("ix_object_org_path", ["org", "path"], unique=False)
        batch_op.create_index(batch_op.f("ix_object_parent"), ["parent"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_outbox_org_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_org"), ["org"], unique=False)

    op.create_table(
        "product",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("chat_on", sa.Boolean(), nullable=False),
        sa.Column("basic", sa.JSON(), nullable=False),
        sa.Column("bot", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('miniapp', 'subscription')", name=op.f("ck_product_kind")),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_product_org_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
    )
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_org"), ["org"], unique=False)

    op.create_table(
        "role",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("administrator", sa.Boolean(), nullable=False),
        sa.Column("permissions", sa.JSON(), nullable=False),
        sa.Column("notices", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_role_org_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
    )
    with op.batch_alter_table("role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_org"), ["org"], unique=False)

    op.create_table(
        "chat",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("platform", sa.String(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("dialog", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("acted", sa.Boolean(), nullable=False),
        sa.Column("tag_id", sa.String(), nullable=True),
        sa.Column("tag_text", sa.String(), nullable=True),
        sa.Column("prompt", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("staff", sa.String(), nullable=True),
        sa.Column("assignment", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("n_client", sa.BigInteger(), nullable=False),
        sa.Column("n_staff", sa.BigInteger(), nullable=False),
        sa.Column("client_read", sa.BigInteger(), nullable=False),
        sa.Column("client_read_n", sa.BigInteger(), nullable=False),
        sa.Column("client_dead", sa.BigInteger(), nullable=False),
        sa.Column("staff_read", sa.BigInteger(), nullable=False),
        sa.Column("staff_read_n", sa.BigInteger(), nullable=False),
        sa.Column("staff_dead", sa.BigInteger(), nullable=False),
        sa.Column("preview", sa.Text(), nullable=False),
        sa.Column("preview_seq", sa.BigInteger(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("comment_version", sa.BigInteger(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("state IN ('bot', 'staff', 'closed')", name=op.f("ck_chat_state")),
        sa.ForeignKeyConstraint(["client"], ["client.id"], name=op.f("fk_chat_client_client")),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_chat_org_org")),
        sa.ForeignKeyConstraint(["place"], ["object.id"], name=op.f("fk_chat_place_object")),
        sa.ForeignKeyConstraint(["product"], ["product.id"], name=op.f("fk_chat_product_product")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat")),
        sa.UniqueConstraint("client", "product", name=op.f("uq_chat_client_product")),
        sa.UniqueConstraint("org", "number", name=op.f("uq_chat_org_number")),
    )
    with op.batch_alter_table("chat", schema=None) as batch_op:
        batch_op.create_index(
            "ix_chat_expires_at",
            ["expires_at"],
            unique=False,
            sqlite_where=sa.text("expires_at IS NOT NULL"),
            postgresql_where=sa.text("expires_at IS NOT NULL"),
        )
        batch_op.create_index("ix_chat_org_created_at", ["org", "created_at", "id"], unique=False)
        batch_op.create_index("ix_chat_org_rev", ["org", "rev"], unique=False)
        batch_op.create_index("ix_chat_org_updated_at", ["org", "updated_at", "id"], unique=False)
        batch_op.create_index("ix_chat_staff", ["staff", "state"], unique=False)
        batch_op.create_index(
            "ix_chat_unread",
            ["org", "updated_at"],
            unique=False,
            sqlite_where=sa.text("(n_client - staff_read_n) - staff_dead > 0"),
            postgresql_where=sa.text("(n_client - staff_read_n) - staff_dead > 0"),
        )
        batch_op.create_index(
            "ix_chat_waits",
            ["org", "updated_at"],
            unique=False,
            sqlite_where=sa.text("state = 'staff' AND staff IS NULL"),
            postgresql_where=sa.text("state = 'staff' AND staff IS NULL"),
        )

    op.create_table(
        "client_place",
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client"], ["client.id"], name=op.f("fk_client_place_client_client")
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["object.id"], name=op.f("fk_client_place_place_object")
        ),
        sa.PrimaryKeyConstraint("client", "place", name=op.f("pk_client_place")),
    )
    with op.batch_alter_table("client_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_client_place_place"), ["place"], unique=False)

    op.create_table(
        "staff",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("all_objects", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("presence", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("presence IN ('available', 'away')", name=op.f("ck_staff_presence")),
        sa.ForeignKeyConstraint(
            ["department"], ["department.id"], name=op.f("fk_staff_department_department")
        ),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_staff_org_org")),
        sa.ForeignKeyConstraint(["role"], ["role.id"], name=op.f("fk_staff_role_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_department"), ["department"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_org"), ["org"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_role"), ["role"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("staff", sa.String(), nullable=True),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("from_seq", sa.BigInteger(), nullable=False),
        sa.Column("to_seq", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["chat"], ["chat.id"], name=op.f("fk_assignment_chat_chat")),
        sa.PrimaryKeyConstraint("chat", "number", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            "uq_assignment_open",
            ["chat"],
            unique=True,
            sqlite_where=sa.text("to_seq IS NULL"),
            postgresql_where=sa.text("to_seq IS NULL"),
        )

    op.create_table(
        "original",
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["chat"], ["chat.id"], name=op.f("fk_original_chat_chat")),
        sa.PrimaryKeyConstraint("chat", "seq", "version", name=op.f("pk_original")),
    )
    op.create_table(
        "refresh_token",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_refresh_token_staff_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_token")),
        sa.UniqueConstraint("hash", name=op.f("uq_refresh_token_hash")),
    )
    with op.batch_alter_table("refresh_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refresh_token_family"), ["family"], unique=False)
        batch_op.create_index(batch_op.f("ix_refresh_token_staff"), ["staff"], unique=False)

    op.create_table(
        "staff_mark",
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["chat"], ["chat.id"], name=op.f("fk_staff_mark_chat_chat")),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_staff_mark_staff_staff")),
        sa.PrimaryKeyConstraint("chat", "staff", name=op.f("pk_staff_mark")),
    )
    with op.batch_alter_table("staff_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_mark_staff"), ["staff"], unique=False)

    op.create_table(
        "staff_object",
        sa.Column("staff", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["object"], ["object.id"], name=op.f("fk_staff_object_object_object")
        ),
        sa.ForeignKeyConstraint(["staff"], ["staff.id"], name=op.f("fk_staff_object_staff_staff")),
        sa.PrimaryKeyConstraint("staff", "object", name=op.f("pk_staff_object")),
    )
    with op.batch_alter_table("staff_object", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_object_object"), ["object"], unique=False)
