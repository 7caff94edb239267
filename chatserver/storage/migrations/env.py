"""Alembic's entry: runs the revisions on the connection that storage.migrate hands in."""

from alembic import context

from chatserver.storage.tables import SQLModel

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
