"""Run by Alembic on the connection that it was lent; whoever lent it commits."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
