"""When an import is none: a script that looks at the exit code alone must not take it for one."""

import typer
from django.utils.translation import gettext as _

NOTHING = 1


def insist_any(rows: int, taken: int) -> None:
    """Raise Exit with 1, and say so, when not one row of a file was taken or was here before."""
    if taken:
        return
    if rows:
        said = _("Not one of %(rows)d rows was taken. Mend them as said above, and import the file again.")
    else:
        said = _("Nothing was taken: the file has a header and no rows. Give a file with rows.")
    typer.echo(f"watersmeet: {said % {'rows': rows}}", err=True)
    raise typer.Exit(NOTHING)
