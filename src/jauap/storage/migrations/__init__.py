"""How did the schema come about? Alembic's scripts, run by `jauap.storage.migrate`."""
