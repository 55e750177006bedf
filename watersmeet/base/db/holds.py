"""Does a JSON list hold a code? The same question on both databases: `Holds(F("purposes"), "referral")`."""

from typing import Any

from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler

Sql = tuple[str, tuple[Any, ...]]


class Holds(Lookup):
    """True when the list in the field has the text among its values."""

    def get_prep_lookup(self) -> str:
        """A code of an enumeration is looked for by what is stored."""
        return str(self.rhs)

    def as_sqlite(self, compiler: SQLCompiler, connection: Any) -> Sql:
        """A look through the list."""
        return self._filled("EXISTS (SELECT 1 FROM json_each({}) WHERE value = {})", compiler, connection)

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> Sql:
        """Containment, as its jsonb has it."""
        return self._filled("{} @> to_jsonb({}::text)", compiler, connection)

    def _filled(self, template: str, compiler: SQLCompiler, connection: Any) -> Sql:
        left, given = self.process_lhs(compiler, connection)
        right, asked = self.process_rhs(compiler, connection)
        return template.format(left, right), (*given, *asked)
