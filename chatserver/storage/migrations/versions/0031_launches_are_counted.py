"""Launches of mini-apps, what failed in them, and their pushes are counted."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

_SOURCES = "('widget', 'deeplink', 'push')"


def upgrade() -> None:
    """Launches of mini-apps, what failed in them, and their pushes are counted."""
    op.create_table(
        "launch",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("app", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("refused", sa.String(), nullable=True),
        sa.Column("client", sa.String(), nullable=True),
        sa.Column("gen", sa.BigInteger(), nullable=True),
        sa.Column("build", sa.String(), nullable=True),
        sa.Column("load_ms", sa.Integer(), nullable=True),
        sa.CheckConstraint(f"source IN {_SOURCES}", name=op.f("ck_launch_source")),
        sa.CheckConstraint("(client IS NULL) OR (refused IS NULL)", name=op.f("ck_launch_refused")),
        sa.ForeignKeyConstraint(["app"], ["miniapp.id"], name=op.f("fk_launch_app_miniapp")),
        sa.ForeignKeyConstraint(["build"], ["build.id"], name=op.f("fk_launch_build_build")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_launch")),
    )
    op.create_index("ix_launch_app_at", "launch", ["app", "at"])
    op.create_index("ix_launch_client_app_gen", "launch", ["client", "app", "gen"])
    op.create_table(
        "launch_error",
        sa.Column("launch", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("app", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["app"], ["miniapp.id"], name=op.f("fk_launch_error_app_miniapp")),
        sa.PrimaryKeyConstraint("launch", "code", name=op.f("pk_launch_error")),
    )
    op.create_index("ix_launch_error_app_at", "launch_error", ["app", "at"])
    op.create_table(
        "push_total",
        sa.Column("push", sa.String(), nullable=False),
        sa.Column("app", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["app"], ["miniapp.id"], name=op.f("fk_push_total_app_miniapp")),
        sa.PrimaryKeyConstraint("push", name=op.f("pk_push_total")),
    )
    op.create_index("ix_push_total_app_at", "push_total", ["app", "at"])
    op.drop_index("ix_consent_app", "consent")
    op.create_index("ix_consent_app_at", "consent", ["app", "at"])
    _fill()


def _fill() -> None:
    """Count what was before: launches by the audit log, pushes by the receipts that are left."""

    def said(name: str) -> str:
        on_postgres = op.get_bind().dialect.name == "postgresql"
        return f"audit.after ->> '{name}'" if on_postgres else f"audit.after ->> '$.{name}'"

    # Of whoever was erased nobody is counted: no number shall stand for them.
    op.execute(
        f"""INSERT INTO launch (id, app, at, source, client, gen, build)
            SELECT audit.id, audit.subject, audit.at, {said("from")}, client.id,
                CAST({said("gen")} AS bigint), build.id
            FROM audit
            JOIN miniapp ON miniapp.id = audit.subject
            LEFT JOIN client ON client.id = audit.actor AND client.erased_at IS NULL
            LEFT JOIN build ON build.app = audit.subject AND build.digest = {said("version")}
            WHERE audit.action = 'miniapp.launch' AND {said("from")} IN {_SOURCES}"""
    )
    op.execute(
        """INSERT INTO push_total (push, app, at, accepted, sent, opened)
            SELECT push, app, min(at), count(*),
                sum(CASE WHEN state = 'sent' THEN 1 ELSE 0 END), count(opened_at)
            FROM push_receipt GROUP BY push, app"""
    )
