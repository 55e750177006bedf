"""`watersmeet setup`, `serve`, `doctor`: an installation as a whole."""

import json
import os
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from watersmeet.base import called
from watersmeet.config import doctor, forgetting, serving, setup
from watersmeet.demo import api as demo

Port = Annotated[int, typer.Option(min=1, max=serving.HIGHEST_PORT, help="Port to listen on.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON line, last.")]


def join(app: typer.Typer) -> None:
    """Add the verbs of the installation."""
    app.command("setup")(set_up)
    app.command("serve")(serve)
    app.command("demo")(show)
    app.command("doctor")(look)


def set_up(as_json: AsJson = False) -> None:
    """Make the data folder, keys and tables ready."""
    made = setup.ready()
    said = f"ready in {settings.WATERSMEET_DATA}" + ("" if made else ", as before")
    typer.echo(json.dumps({"made": made, "data": str(settings.WATERSMEET_DATA)}) if as_json else said)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Port = serving.USUAL_PORT,
    worker: Annotated[bool, typer.Option(help="Also run the worker that sends what waits.")] = True,
) -> None:
    """Serve the pages, with the worker beside them."""
    serving.insist_free(host, port)
    setup.ready()
    sys.exit(serving.serve(host, port, with_worker=worker))


def show(
    port: Port = serving.USUAL_PORT,
    fresh: Annotated[bool, typer.Option(help="Forget the demo's folder and begin again.")] = False,
    serve: Annotated[bool, typer.Option(help="Serve it; --no-serve only makes it.")] = True,
    as_json: AsJson = False,
) -> None:
    """Make a small invented partnership, say who to sign in as, and serve it on this machine."""
    if serve:
        serving.insist_free("127.0.0.1", port)
    address = f"http://127.0.0.1:{port}"
    os.environ["WATERSMEET_ADDRESS"] = settings.WATERSMEET_ADDRESS = address  # links in messages lead to where we serve
    if fresh:
        forgetting.begin_again()
    setup.ready()

    def make() -> None:
        made = demo.ready()
        told = [{"email": user.email, "name": user.name, "sees": user.sees} for user in demo.USERS]
        as_data = {"address": address, "made": made, "pin": demo.PIN, "sign_in_as": told}
        typer.echo(json.dumps(as_data) if as_json else _welcome(address))

    if not serve:
        make()
        return
    sys.exit(serving.serve("127.0.0.1", port, with_worker=True, meanwhile=make))


def look(as_json: AsJson = False) -> None:
    """List the settings and check that they, the database, the keys and the worker are in order."""
    findings = doctor.look(os.environ) | doctor.look_at_worker()
    if as_json:
        typer.echo(json.dumps(findings))
    else:
        for name, finding in findings.items():
            typer.echo(f"{name:25} {finding['says']}: {finding['value'] or 'not set'}  ({finding['trouble'] or 'ok'})")
    if any(finding["trouble"] for finding in findings.values()):
        raise typer.Exit(1)


def _from_here(folder: Path) -> str:
    """A folder as one would type it here."""
    return str(folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder)


def _welcome(address: str) -> str:
    """What the demo prints: where to go and whom to be."""
    who = "\n".join(f"  {user.name:20} {user.sees}" for user in demo.USERS)
    return (
        f"Watersmeet, with an invented partnership in North Devon: {address}\n\n"
        f"  {address}/           find support, ask for help\n"
        f"  {address}/demo/      sign in by one click as\n\n{who}\n\n"
        f"  {address}/demo/post/ the messages that were sent; every person's PIN is {demo.PIN}\n\n"
        f"It lives in {settings.WATERSMEET_DATA}. Other commands look there with\n"
        f"  WATERSMEET_DATA={shlex.quote(_from_here(settings.WATERSMEET_DATA))} {called.by_name()}"
        " find lonely --near EX31\n\n"
        "Everybody here is invented. Ctrl-C stops it."
    )
