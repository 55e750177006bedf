"""The database itself refuses to change or delete a line, a mention or a seal."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("audit_line", "audit_mention", "audit_seal")
DEEDS = ("UPDATE", "DELETE")
_REFUSAL = "the audit book is append-only"


def stand(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers in place."""
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def lift(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the triggers away: for a test that plays the intruder, and to undo the migration."""
    on_table = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        for deed in (*DEEDS, "TRUNCATE"):
            place = f" ON {table}" if on_table else ""
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {_name(table, deed)}{place}", params=None)


def statements(vendor: str) -> list[str]:
    """What puts the triggers in place, one statement each."""
    return _postgresql() if vendor == "postgresql" else _sqlite()


def _name(table: str, deed: str) -> str:
    return f"{table}_no_{deed.lower()}"


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {_name(table, deed)} BEFORE {deed} ON {table} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for table in TABLES
        for deed in DEEDS
    ]


def _postgresql() -> list[str]:
    refuse = (
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    return [
        refuse,
        *(
            f"CREATE TRIGGER {_name(table, deed)} BEFORE {deed} ON {table} "
            f"FOR EACH {'STATEMENT' if deed == 'TRUNCATE' else 'ROW'} EXECUTE FUNCTION audit_refuse()"
            for table in TABLES
            for deed in (*DEEDS, "TRUNCATE")
        ),
    ]
