"""`watersmeet setup`, `serve`, `doctor`: an installation as a whole."""

import json
import os
import sys
from typing import Annotated

import typer
from django.conf import settings

from watersmeet.config import doctor, serving, setup

AsJson = Annotated[bool, typer.Option("--json", help="One JSON line, last.")]


def join(app: typer.Typer) -> None:
    """Add the verbs of the installation."""

    @app.command("setup")
    def set_up(as_json: AsJson = False) -> None:
        """Make the data folder, keys and tables ready."""
        made = setup.ready()
        said = f"ready in {settings.WATERSMEET_DATA}" + ("" if made else ", as before")
        typer.echo(json.dumps({"made": made, "data": str(settings.WATERSMEET_DATA)}) if as_json else said)

    @app.command()
    def serve(
        host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
        port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
        worker: Annotated[bool, typer.Option(help="Also run the worker that sends what waits.")] = True,
    ) -> None:
        """Serve the pages, with the worker beside them."""
        setup.ready()
        sys.exit(serving.serve(host, port, with_worker=worker))

    @app.command("doctor")
    def look(as_json: AsJson = False) -> None:
        """List the settings and check that database, keys, clock and folder are in order."""
        findings = doctor.look(os.environ)
        if as_json:
            typer.echo(json.dumps(findings))
        else:
            for name, finding in findings.items():
                typer.echo(f"{name:24} {finding['value']}  {finding['trouble'] or 'ok'}")
        if any(finding["trouble"] for finding in findings.values()):
            raise typer.Exit(1)
