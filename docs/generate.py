"""Writes docs/reference from the code, so that the reference says what the code does.

`python docs/generate.py` writes; `python docs/generate.py --check` writes nothing and fails when a page is not what the
code says today. The same code gives the same pages, on every machine.
"""

import ast
import importlib
import inspect
import itertools
import os
import re
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PAGES = Path(__file__).parent / "reference"
HOUSE = ROOT / "watersmeet"
HEAD = "<!-- Written by docs/generate.py from the code. Change the code, then run it again. -->\n\n"


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]] | list[tuple[str, ...]]) -> list[str]:
    """A Markdown table; what is empty stays empty."""
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return lines + [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows] + [""]


def code(*names: object) -> str:
    """Names as code, with commas between."""
    return ", ".join(f"`{name}`" for name in names if name)


def states() -> list[str]:
    """The states of a referral, and of what else has states."""
    from watersmeet.outbox import states as postings  # noqa: PLC0415 - after Django is set up
    from watersmeet.records.outcomes import states as asks  # noqa: PLC0415 - as above
    from watersmeet.records.partnerships import states as proposals  # noqa: PLC0415 - as above
    from watersmeet.records.referrals.states import REASONS, STATES, TO_THE_PERSON, State  # noqa: PLC0415 - as above

    order = list(State)
    rows = [
        (
            code(state) + (", while a question is open" if asked else ""),
            str(state.label),
            row.holder.value,
            str(row.next_action.label) if row.next_action else "",
            code(row.limit),
            code(*sorted(row.goes_to, key=order.index)),
            code(row.task),
            code(row.business),
            code(row.request),
        )
        for state, table_row in STATES.items()
        for asked, row in ((False, table_row), (True, table_row.asked))
        if row
    ]
    head = ("state", "label", "holder", "next", "limit", "goes to", "Task.status", "businessStatus", "ServiceRequest")
    lines = [
        "# States",
        "",
        "## Referral",
        "",
        "From `watersmeet.records.referrals.states`. `limit` names a limit of the",
    ]
    lines += ["model, in working days. Every other state may become `entered_in_error`, open or closed. The FHIR"]
    lines += ["codes are written down here; the FHIR door does not send referrals yet.", ""]
    lines += [*table(head, rows), "### Reasons, coded", ""]
    lines += table(("when it becomes", "one of"), [(code(to), code(*reasons)) for to, reasons in REASONS.items()])
    lines += ["### What the person reads", ""]
    lines += table(("state", "sentence"), [(code(state), str(words)) for state, words in TO_THE_PERSON.items()])
    for title, module in (
        ("What waits to be told or done", postings),
        ("An ask for measures", asks),
        ("A proposal for new rules", proposals),
    ):
        moves = [(code(one), str(one.label), code(*sorted(to))) for one, to in module.MOVES.items()]
        lines += [f"## {title}", "", f"From `{module.__name__}`.", "", *table(("state", "label", "goes to"), moves)]
    return lines


def roles() -> list[str]:
    """Who may do what, and which page asks for which verb."""
    from watersmeet.accounts import policy, routes  # noqa: PLC0415 - after Django is set up
    from watersmeet.base.actor import Kind, Role  # noqa: PLC0415 - as above

    lines = [*policy.as_markdown().splitlines(), "", *routes.as_markdown().splitlines()]
    lines += ["", "## Roles at a partner", "", code(*Role), "", "## Kinds of actor", "", code(*Kind), ""]
    return lines


def ports() -> list[str]:
    """What lower floors ask for, and what fills it."""
    from watersmeet.base.ports import every_port  # noqa: PLC0415 - after Django is set up

    for file in sorted(HOUSE.rglob("ports.py")):
        importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
    lines = ["# Ports", "", "A lower floor declares what it needs; `watersmeet/config/wiring.py` alone fills it.", ""]
    for port in every_port():
        lines += [f"## `{port.name}`", "", f"{port.says[0].upper()}{port.says[1:]}.", ""]
        filled = [(code(name), _filler(thing)) for name, thing in port.items()]
        lines += table(("name", "filled by"), filled) if filled else ["Nothing fills it yet.", ""]
    return lines


def _filler(thing: object) -> str:
    do = getattr(thing, "do", None)
    if do is not None:
        return f"{code(f'{do.__module__}.{do.__qualname__}')}, every {thing.every:g} seconds"  # type: ignore[attr-defined]
    named = thing if inspect.isfunction(thing) else type(thing)
    return code(f"{named.__module__}.{named.__qualname__}")


def settings() -> list[str]:
    """Every setting that `watersmeet doctor` lists, and those it does not."""
    from watersmeet.config import doctor  # noqa: PLC0415 - after Django is set up

    found = doctor.look({})
    folder = os.environ["WATERSMEET_DATA"]
    rows = [(code(name), one["says"], code(one["value"].replace(folder, "data"))) for name, one in found.items()]
    lines = [
        "# Settings",
        "",
        "Environment variables, as `watersmeet doctor` lists them, with what holds when they are",
    ]
    lines += ["not set.", "", *table(("variable", "what it is for", "when not set"), rows)]
    read = {hit for file in _modules(HOUSE) for hit in re.findall(r'"(WATERSMEET_[A-Z]+)"', file.read_text())}
    others = sorted(name for name in read - found.keys() if _is_environment(name))
    lines += ["Read too, and not listed by `watersmeet doctor`:", "", code(*others) or "none", ""]
    return lines


def _is_environment(name: str) -> bool:
    asks = re.compile(rf'environ(?:\.get\(|\[)"{name}"|_TOLD = "{name}"|= "{name}"')
    return any(asks.search(file.read_text()) for file in _modules(HOUSE))


def measures() -> list[str]:
    """Each measure with its estimand and the grids that hold it."""
    from watersmeet.evidence.measures import MEASURES  # noqa: PLC0415 - after Django is set up
    from watersmeet.evidence.runs.questions import QUESTIONS  # noqa: PLC0415 - as above

    lines = ["# Measures", "", "What is counted, of whom, and what becomes of the missing. From"]
    lines += ["`watersmeet.evidence.measures`; the grids are tests in `tests/spec/`, run on every engine.", ""]
    rows = [(code(question.name), code(*question.measures)) for question in QUESTIONS.values()]
    lines += ["## Questions", "", *table(("question", "measures"), rows)]
    for measure in MEASURES.values():
        said = (inspect.getdoc(measure.define) or "").splitlines()[0]
        lines += [
            f"## `{measure.name}`, version {measure.version}",
            "",
            said,
            "",
            f"Reads {code(*measure.tables)}.",
            "",
        ]
        lines += table(("", ""), [(name, words) for name, words in measure.estimand.as_data().items()])
        lines += [line for grid in _grids(measure.name) for line in grid]
    return [*lines, *_instruments()]


def _instruments() -> list[str]:
    """What may be asked or scored, and the grids of `tests/spec/test_scores.py` for each."""
    from watersmeet.records.outcomes.instrument import shipped  # noqa: PLC0415 - after Django is set up

    lines = [
        "## Instruments",
        "",
        "Data files in `watersmeet/records/outcomes/instruments/`. A sum that lacks an answer is",
    ]
    lines += [
        "not known. What is off cannot be asked here; `watersmeet measures score` scores a file of any of them.",
        "",
    ]
    rows = [
        (code(one.code), one.name, f"{len(one.items)} from {one.items[0].low} to {one.items[0].high}",
         _published(one.total), one.off or "can be asked", one.licence)
        for one in shipped().values()
    ]  # fmt: skip
    lines += table(("code", "name", "questions", "total", "here", "licence"), rows)
    spec = ast.parse((ROOT / "tests" / "spec" / "test_scores.py").read_text())
    for call in (one for one in ast.walk(spec) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)):
        if call.func.id in {"scores_of", "changes_of"} and _text(call.args[1]):  # type: ignore[attr-defined]
            what = "scores" if call.func.id == "scores_of" else "change"  # type: ignore[attr-defined]
            lines += [f"**{ast.literal_eval(call.args[0])}, {what}**", "", "```text", *_text(call.args[1]), "```", ""]
    return lines


def _published(total: Any) -> str:
    if total is None:
        return "none"
    told = ["by its table" if total.table else f"{total.times} times the sum" if total.times > 1 else "sum"]
    told += [f"at caseness: {total.cut} or worse"] if total.cut is not None else []
    return "; ".join(told + ([f"reliable change: {total.reliable_change}"] if total.reliable_change else []))


def _grids(measure: str) -> Iterator[list[str]]:
    """Tests of a measure that draw what goes in and what must come out."""
    constant = measure.upper()
    for file in sorted((ROOT / "tests" / "spec").glob("test_*.py")):
        for test in ast.parse(file.read_text()).body:
            if not (isinstance(test, ast.FunctionDef) and test.name.startswith("test_")):
                continue
            calls = [call for call in ast.walk(test) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)]
            drawn = [call for call in calls if call.func.id == "measured" and _names(call, constant)]  # type: ignore[attr-defined]
            wanted = [call for call in calls if call.func.id == "expect"]  # type: ignore[attr-defined]
            if len(drawn) == 1 and len(wanted) == 1 and _text(wanted[0].args[-1]):
                yield _drawn(test.name, drawn[0], wanted[0])


def _names(call: ast.Call, constant: str) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Name) and call.args[0].id == constant


def _drawn(name: str, given: ast.Call, wanted: ast.Call) -> list[str]:
    title = name.removeprefix("test_").replace("_", " ")
    lines = [f"**{title[0].upper()}{title[1:]}**", "", "```text"]
    for one in given.keywords:
        if _text(one.value):
            lines += [f"{one.arg}:", *_text(one.value), ""]
    return [*lines, "gives:", *_text(wanted.args[-1]), "```", ""]


def _text(node: ast.expr) -> list[str]:
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return []
    return [f"  {line}" for line in inspect.cleandoc(node.value).splitlines() if line.strip()]


def doors() -> list[str]:
    """What each room lets others use."""
    lines = ["# Doors", "", "Each room is entered by its `api` alone. Name, and what it says of itself.", ""]
    for file in sorted(HOUSE.rglob("api.py")):
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        module = importlib.import_module(name)
        lines += [f"## `{name}`", "", (module.__doc__ or "").strip().splitlines()[0], ""]
        rows = [(code(one), _says(file, one, getattr(module, one))) for one in sorted(module.__all__, key=str.lower)]
        lines += table(("name", "what"), rows)
    return lines


def _says(door: Path, name: str, thing: Any) -> str:
    """The first line of a docstring; of a constant, the string beneath it."""
    if inspect.isclass(thing) or inspect.isfunction(thing):
        first = (inspect.getdoc(thing) or "").split("\n\n")[0]
        return " ".join(first.split())
    says = getattr(thing, "says", "")
    return str(says) or _beneath(door, name) or "A constant."


def _beneath(door: Path, name: str) -> str:
    for node in ast.parse(door.read_text()).body:
        if isinstance(node, ast.ImportFrom) and node.module and name in {one.name for one in node.names}:
            origin = ROOT / Path(*node.module.split(".")).with_suffix(".py")
            return _beneath(origin, name) if origin.is_file() else ""
    body = ast.parse(door.read_text()).body
    for node, after in itertools.pairwise(body):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if name in {getattr(target, "id", "") for target in targets} and isinstance(after, ast.Expr):
            return " ".join(ast.literal_eval(after.value).split()) if isinstance(after.value, ast.Constant) else ""
    return ""


def house_map() -> list[str]:
    """Floors from top to bottom, and what each room says it is."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    by_name = {contract["name"].partition(":")[0]: contract["layers"] for contract in contracts if "layers" in contract}
    lines = [
        "# The house",
        "",
        "A floor imports only from floors below it. Held by import-linter (`pyproject.toml`).",
        "",
    ]
    for floor in by_name["Floors"]:
        lines += [f"## `{floor}`", "", *_room(HOUSE / floor)]
        inside = sorted(one for one in (HOUSE / floor).iterdir() if (one / "README.md").is_file())
        rooms = [(code(one.name), _first(one)) for one in inside]
        lines += table(("room", "what"), rooms) if rooms else []
    lines += [
        "## The record rooms, top to bottom",
        "",
        *[f"1. {code(*row.split(' | '))}" for row in by_name["Record rooms"]],
    ]
    return [*lines, ""]


def _room(folder: Path) -> list[str]:
    return [_first(folder), ""] if (folder / "README.md").is_file() else []


def _first(folder: Path) -> str:
    """The first paragraph of a README after its title."""
    paragraphs = (folder / "README.md").read_text().split("\n\n")
    body = paragraphs[0].partition("\n")[2].strip() or (paragraphs[1] if len(paragraphs) > 1 else "")
    return " ".join(body.split())


def commands() -> list[str]:
    """Every verb of the command line."""
    import typer  # noqa: PLC0415 - after Django is set up

    from watersmeet.config.cli import ROOMS_WITH_COMMANDS  # noqa: PLC0415 - as above

    app = typer.Typer()
    for room in ROOMS_WITH_COMMANDS:
        importlib.import_module(room).join(app)
    rows = sorted(_verbs(typer.main.get_command(app), "watersmeet"))
    lines = ["# Commands", "", "`./run watersmeet VERB --help` says more. Most take `--json`: one JSON line, last.", ""]
    return [*lines, *table(("command", "what"), rows)]


def _verbs(command: Any, name: str) -> Iterator[tuple[str, ...]]:
    inside = getattr(command, "commands", None)
    if inside is None:
        yield code(name), " ".join((command.help or "").split())
    for verb, one in (inside or {}).items():
        yield from _verbs(one, f"{name} {verb}")


def _modules(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*.py") if "migrations" not in file.parts)


REFERENCE: dict[str, Callable[[], list[str]]] = {
    "states": states,
    "roles": roles,
    "ports": ports,
    "settings": settings,
    "measures": measures,
    "doors": doors,
    "house": house_map,
    "commands": commands,
}


def written() -> dict[Path, str]:
    """Every page as the code says it today. Django is set up in an empty folder of its own."""
    for name in [name for name in os.environ if name.startswith("WATERSMEET_")]:
        del os.environ[name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "watersmeet.config.settings"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["WATERSMEET_DATA"] = str(Path(folder).resolve())
        sys.path.insert(0, str(ROOT))
        importlib.import_module("django").setup()
        return {PAGES / f"{name}.md": HEAD + "\n".join(page()).rstrip() + "\n" for name, page in REFERENCE.items()}


def main(check: bool) -> int:
    """Write the pages, or say which of them are not what the code says."""
    pages = written()
    there = {file: file.read_text() for file in PAGES.glob("*.md")}
    stale = sorted(file.name for file in pages.keys() | there.keys() if pages.get(file) != there.get(file))
    if check:
        sys.stderr.writelines(
            f"docs/reference/{name} is not what the code says: run docs/generate.py\n" for name in stale
        )
        return int(bool(stale))
    PAGES.mkdir(exist_ok=True)
    for file in there.keys() - pages.keys():
        file.unlink()
    for file, text in pages.items():
        file.write_text(text)
    sys.stdout.write(f"{len(pages)} pages, {len(stale)} of them new or changed.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
