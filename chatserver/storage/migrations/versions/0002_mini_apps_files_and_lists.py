"""Mini apps, files and lists."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Mini apps, files and lists."""
    op.create_table(
        "idempotent",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "path", "key", name=op.f("pk_idempotent")),
    )
    with op.batch_alter_table("idempotent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotent_at"), ["at"], unique=False)

    op.create_table(
        "placement_rules",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text_ru", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_placement_rules")),
    )
    op.create_table(
        "signing_key",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("private", sa.String(), nullable=False),
        sa.Column("public", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
    )
    op.create_table(
        "superapp",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("link_host", sa.String(), nullable=False),
        sa.Column("stores", sa.JSON(), nullable=False),
        sa.Column("packages", sa.JSON(), nullable=False),
        sa.Column("origins", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('general', 'branded')", name=op.f("ck_superapp_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_superapp")),
    )
    op.create_table(
        "file",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("owner_kind", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("preview", sa.Boolean(), nullable=False),
        sa.Column("chat", sa.String(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('message', 'widget', 'catalogue', 'review')", name=op.f("ck_file_purpose")
        ),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_file_org_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file")),
    )
    with op.batch_alter_table("file", schema=None) as batch_op:
        batch_op.create_index("ix_file_chat", ["chat"], unique=False)
        batch_op.create_index(
            "ix_file_unsent_at",
            ["at"],
            unique=False,
            sqlite_where=sa.text("chat IS NULL AND purpose = 'message'"),
            postgresql_where=sa.text("chat IS NULL AND purpose = 'message'"),
        )

    op.create_table(
        "legal_entity",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("inn", sa.String(), nullable=False),
        sa.Column("kpp", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_legal_entity_org_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_entity")),
        sa.UniqueConstraint("org", "id", name=op.f("uq_legal_entity_org_id")),
        sa.UniqueConstraint("org", "inn", "kpp", name=op.f("uq_legal_entity_org_inn_kpp")),
    )
    op.create_table(
        "superapp_org",
        sa.Column("superapp", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_superapp_org_org_org")),
        sa.ForeignKeyConstraint(
            ["superapp"], ["superapp.id"], name=op.f("fk_superapp_org_superapp_superapp")
        ),
        sa.PrimaryKeyConstraint("superapp", "org", name=op.f("pk_superapp_org")),
    )
    with op.batch_alter_table("superapp_org", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_superapp_org_org"), ["org"], unique=False)

    op.create_table(
        "upload",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("owner_kind", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("here", sa.BigInteger(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_upload_org_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_at"), ["at"], unique=False)

    op.create_table(
        "account",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("bik", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entity"], ["legal_entity.id"], name=op.f("fk_account_entity_legal_entity")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("entity", "id", name=op.f("uq_account_entity_id")),
        sa.UniqueConstraint("entity", "number", "bik", name=op.f("uq_account_entity_number_bik")),
    )
    op.create_table(
        "catalogue",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("screen", sa.String(), nullable=True),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("image", sa.String(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("all_objects", sa.Boolean(), nullable=False),
        sa.Column("all_products", sa.Boolean(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'screen') = (screen IS NOT NULL)", name=op.f("ck_catalogue_screen")
        ),
        sa.CheckConstraint(
            "kind IN ('service', 'partner_service', 'service_category', 'event', 'event_category', 'screen')",
            name=op.f("ck_catalogue_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["category"], ["catalogue.id"], name=op.f("fk_catalogue_category_catalogue")
        ),
        sa.ForeignKeyConstraint(["image"], ["file.id"], name=op.f("fk_catalogue_image_file")),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_catalogue_org_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue")),
    )
    with op.batch_alter_table("catalogue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_catalogue_category"), ["category"], unique=False)
        batch_op.create_index("ix_catalogue_org_kind", ["org", "kind", "id"], unique=False)
        batch_op.create_index("uq_catalogue_org_external_id", ["org", "external_id"], unique=True)
        batch_op.create_index("uq_catalogue_org_screen", ["org", "screen"], unique=True)

    op.create_table(
        "catalogue_object",
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item"], ["catalogue.id"], name=op.f("fk_catalogue_object_item_catalogue")
        ),
        sa.ForeignKeyConstraint(
            ["object"], ["object.id"], name=op.f("fk_catalogue_object_object_object")
        ),
        sa.PrimaryKeyConstraint("item", "object", name=op.f("pk_catalogue_object")),
    )
    with op.batch_alter_table("catalogue_object", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_catalogue_object_object"), ["object"], unique=False)

    op.create_table(
        "catalogue_product",
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item"], ["catalogue.id"], name=op.f("fk_catalogue_product_item_catalogue")
        ),
        sa.ForeignKeyConstraint(
            ["product"], ["product.id"], name=op.f("fk_catalogue_product_product_product")
        ),
        sa.PrimaryKeyConstraint("item", "product", name=op.f("pk_catalogue_product")),
    )
    with op.batch_alter_table("catalogue_product", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_catalogue_product_product"), ["product"], unique=False)

    op.create_table(
        "import",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("bad", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("held_until", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('objects', 'clients')", name=op.f("ck_import_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'refused', 'failed')",
            name=op.f("ck_import_state"),
        ),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_import_by_staff")),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_import_org_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
    )
    with op.batch_alter_table("import", schema=None) as batch_op:
        batch_op.create_index("ix_import_org_at", ["org", "at"], unique=False)
        batch_op.create_index("ix_import_state", ["state", "at"], unique=False)

    op.create_table(
        "miniapp",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("before_review", sa.String(), nullable=True),
        sa.Column("shown", sa.String(), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("release", sa.String(), nullable=True),
        sa.Column("ready", sa.String(), nullable=True),
        sa.Column("suspended_at", sa.BigInteger(), nullable=True),
        sa.Column("suspended_by", sa.String(), nullable=True),
        sa.Column("suspended_reason", sa.String(), nullable=True),
        sa.Column("entity", sa.String(), nullable=True),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "status IN ('inactive', 'in_review', 'ready', 'testing', 'active')",
            name=op.f("ck_miniapp_status"),
        ),
        sa.ForeignKeyConstraint(
            ["entity", "account"],
            ["account.entity", "account.id"],
            name=op.f("fk_miniapp_entity_account_account"),
        ),
        sa.ForeignKeyConstraint(["id"], ["product.id"], name=op.f("fk_miniapp_id_product")),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_miniapp_org_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_miniapp")),
        sa.UniqueConstraint("label", name=op.f("uq_miniapp_label")),
        sa.UniqueConstraint("org", "id", name=op.f("uq_miniapp_org_id")),
    )
    with op.batch_alter_table("miniapp", schema=None) as batch_op:
        batch_op.create_index(
            "ix_miniapp_org_updated_at", ["org", "updated_at", "id"], unique=False
        )

    op.create_table(
        "app_key",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("app", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["app"], ["miniapp.id"], name=op.f("fk_app_key_app_miniapp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_key")),
        sa.UniqueConstraint("hash", name=op.f("uq_app_key_hash")),
    )
    with op.batch_alter_table("app_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_app_key_app"), ["app"], unique=False)

    op.create_table(
        "build",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("app", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("unpacked", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["app"], ["miniapp.id"], name=op.f("fk_build_app_miniapp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_build")),
        sa.UniqueConstraint("app", "digest", name=op.f("uq_build_app_digest")),
    )
    with op.batch_alter_table("build", schema=None) as batch_op:
        batch_op.create_index("ix_build_app_at", ["app", "at"], unique=False)

    op.create_table(
        "import_finding",
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["import.id"], name=op.f("fk_import_finding_job_import")),
        sa.PrimaryKeyConstraint("job", "number", name=op.f("pk_import_finding")),
    )
    op.create_table(
        "licence",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("app", sa.String(), nullable=True),
        sa.Column("granted_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org", "app"], ["miniapp.org", "miniapp.id"], name=op.f("fk_licence_org_app_miniapp")
        ),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_licence_org_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence")),
        sa.UniqueConstraint("app", name=op.f("uq_licence_app")),
        sa.UniqueConstraint("number", name=op.f("uq_licence_number")),
    )
    with op.batch_alter_table("licence", schema=None) as batch_op:
        batch_op.create_index("ix_licence_org_number", ["org", "number"], unique=False)

    op.create_table(
        "miniapp_generation",
        sa.Column("app", sa.String(), nullable=False),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("gen", sa.BigInteger(), nullable=False),
        sa.Column("sub", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("minted_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('live', 'test')", name=op.f("ck_miniapp_generation_kind")),
        sa.ForeignKeyConstraint(
            ["app"], ["miniapp.id"], name=op.f("fk_miniapp_generation_app_miniapp")
        ),
        sa.ForeignKeyConstraint(
            ["client"], ["client.id"], name=op.f("fk_miniapp_generation_client_client")
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["object.id"], name=op.f("fk_miniapp_generation_place_object")
        ),
        sa.PrimaryKeyConstraint("app", "client", "kind", name=op.f("pk_miniapp_generation")),
        sa.UniqueConstraint("app", "sub", "kind", name=op.f("uq_miniapp_generation_app_sub_kind")),
    )
    with op.batch_alter_table("miniapp_generation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_miniapp_generation_client"), ["client"], unique=False)

    op.create_table(
        "offer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("app", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["app"], ["miniapp.id"], name=op.f("fk_offer_app_miniapp")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("app", "number", name=op.f("uq_offer_app_number")),
    )
    op.create_table(
        "rules_consent",
        sa.Column("app", sa.String(), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["app"], ["miniapp.id"], name=op.f("fk_rules_consent_app_miniapp")),
        sa.ForeignKeyConstraint(
            ["rules"],
            ["placement_rules.version"],
            name=op.f("fk_rules_consent_rules_placement_rules"),
        ),
        sa.PrimaryKeyConstraint("app", name=op.f("pk_rules_consent")),
    )
    op.create_table(
        "widget",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("screen", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("image", sa.String(), nullable=True),
        sa.Column("app", sa.String(), nullable=True),
        sa.Column("target", sa.String(), nullable=True),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("all_objects", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "screen IN ('home', 'house', 'showcase', 'services')", name=op.f("ck_widget_screen")
        ),
        sa.CheckConstraint("(app IS NULL) <> (target IS NULL)", name=op.f("ck_widget_target")),
        sa.ForeignKeyConstraint(["app"], ["miniapp.id"], name=op.f("fk_widget_app_miniapp")),
        sa.ForeignKeyConstraint(["org"], ["org.id"], name=op.f("fk_widget_org_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_widget")),
    )
    with op.batch_alter_table("widget", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_widget_app"), ["app"], unique=False)
        batch_op.create_index(
            "ix_widget_org_screen", ["org", "screen", "position", "id"], unique=False
        )

    op.create_table(
        "agreement",
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("app", sa.String(), nullable=False),
        sa.Column("offer", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("notifications", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["app"], ["miniapp.id"], name=op.f("fk_agreement_app_miniapp")),
        sa.ForeignKeyConstraint(["client"], ["client.id"], name=op.f("fk_agreement_client_client")),
        sa.ForeignKeyConstraint(["offer"], ["offer.id"], name=op.f("fk_agreement_offer_offer")),
        sa.PrimaryKeyConstraint("client", "app", name=op.f("pk_agreement")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_app"), ["app"], unique=False)

    op.create_table(
        "consent",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("app", sa.String(), nullable=False),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("offer", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("notifications", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("platform", sa.String(), nullable=True),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("text_digest", sa.String(), nullable=False),
        sa.CheckConstraint(
            "answer IN ('accepted', 'declined', 'changed', 'revoked')",
            name=op.f("ck_consent_answer"),
        ),
        sa.ForeignKeyConstraint(["app"], ["miniapp.id"], name=op.f("fk_consent_app_miniapp")),
        sa.ForeignKeyConstraint(["client"], ["client.id"], name=op.f("fk_consent_client_client")),
        sa.ForeignKeyConstraint(["offer"], ["offer.id"], name=op.f("fk_consent_offer_offer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index("ix_consent_app", ["app"], unique=False)
        batch_op.create_index("ix_consent_client_app_at", ["client", "app", "at"], unique=False)

    op.create_table(
        "release",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("app", sa.String(), nullable=False),
        sa.Column("build", sa.String(), nullable=False),
        sa.Column("offer", sa.String(), nullable=False),
        sa.Column("approved_at", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("published_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["app"], ["miniapp.id"], name=op.f("fk_release_app_miniapp")),
        sa.ForeignKeyConstraint(["build"], ["build.id"], name=op.f("fk_release_build_build")),
        sa.ForeignKeyConstraint(["offer"], ["offer.id"], name=op.f("fk_release_offer_offer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.create_index("ix_release_app", ["app", "approved_at"], unique=False)

    op.create_table(
        "review",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("app", sa.String(), nullable=False),
        sa.Column("build", sa.String(), nullable=True),
        sa.Column("offer", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sent_by", sa.String(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("deferred_reason", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("reason_code", sa.String(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["app"], ["miniapp.id"], name=op.f("fk_review_app_miniapp")),
        sa.ForeignKeyConstraint(["build"], ["build.id"], name=op.f("fk_review_build_build")),
        sa.ForeignKeyConstraint(["offer"], ["offer.id"], name=op.f("fk_review_offer_offer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index("ix_review_app", ["app", "sent_at"], unique=False)
        batch_op.create_index(
            "ix_review_due_at",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_review_open",
            ["app"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "widget_object",
        sa.Column("widget", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["object"], ["object.id"], name=op.f("fk_widget_object_object_object")
        ),
        sa.ForeignKeyConstraint(
            ["widget"], ["widget.id"], name=op.f("fk_widget_object_widget_widget")
        ),
        sa.PrimaryKeyConstraint("widget", "object", name=op.f("pk_widget_object")),
    )
    with op.batch_alter_table("widget_object", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_widget_object_object"), ["object"], unique=False)

    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.add_column(sa.Column("superapp", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_api_key_superapp"), ["superapp"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_api_key_superapp_superapp"), "superapp", ["superapp"], ["id"]
        )

    with op.batch_alter_table("client", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(
            sa.Column("tokens_from", sa.BigInteger(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("erased_at", sa.BigInteger(), nullable=True))
        batch_op.create_index("ix_client_org_search", ["org", "search", "id"], unique=False)

    with op.batch_alter_table("department", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))

    with op.batch_alter_table("object", schema=None) as batch_op:
        batch_op.add_column(sa.Column("external_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.create_index("uq_object_org_external_id", ["org", "external_id"], unique=True)

    with op.batch_alter_table("org", schema=None) as batch_op:
        batch_op.add_column(sa.Column("settings", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("closed_at", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.add_column(sa.Column("door", sa.String(), server_default="open", nullable=False))
        batch_op.add_column(sa.Column("offer", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("tester_offer", sa.String(), nullable=True))
