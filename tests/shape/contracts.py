"""Contracts of our own for import-linter."""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OneDoor(Contract):
    """An import from outside a room points at the room's door.

    But for its frames from evidence's extracts alone, what it shows beside other pages from the wiring alone, and the
    benches: they measure what lies inside, and nothing of the house knows them.
    """

    rooms_of = fields.StringField()
    door = fields.StringField()
    frames = fields.StringField()
    frames_for = fields.StringField()
    asides = fields.StringField()
    asides_for = fields.StringField()
    benches = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Every import that enters a room another way is named."""
        rooms = graph.find_children(str(self.rooms_of))
        broken = [wrong for room in sorted(rooms) for wrong in self._wrong_ways(graph, room)]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def _wrong_ways(self, graph: ImportGraph, room: str) -> list[str]:
        inside = {room} | graph.find_descendants(room)
        wrong = []
        for module in sorted(inside):
            comers = graph.find_modules_that_directly_import(module) - inside
            wrong += [f"{comer} -> {module}" for comer in sorted(comers) if not self._allowed(comer, module, room)]
        return wrong

    def _allowed(self, comer: str, module: str, room: str) -> bool:
        reads_frames = f"{comer}.".startswith(f"{self.frames_for}.")
        shows_asides = comer == self.asides_for
        return (
            module == f"{room}.{self.door}"
            or (reads_frames and module == f"{room}.{self.frames}")
            or f"{comer}.".startswith(f"{self.benches}.")
            or (shows_asides and module.startswith(f"{room}.{self.asides}."))
        )

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line for each wrong way in."""
        _print(check.metadata)


class Pure(Contract):
    """Folders that never import some packages, however deep; folders that do not exist yet are pure."""

    folders = fields.ListField(subfield=fields.StringField())
    but = fields.ListField(subfield=fields.StringField())
    without = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Every import of such a package is named."""
        broken = [
            f"{module} -> {imported}"
            for module in sorted(graph.modules)
            if self._is_pure(module)
            for imported in sorted(graph.find_modules_directly_imported_by(module))
            if imported.split(".")[0] in self.without  # type: ignore[operator]
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def _is_pure(self, module: str) -> bool:
        return _under(module, self.folders) and not _under(module, self.but)

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line for each."""
        _print(check.metadata)


def _under(module: str, folders: Any) -> bool:
    return any(f"{module}.".startswith(f"{folder}.") for folder in folders)


def _print(metadata: dict[str, Any]) -> None:
    for line in metadata["broken"]:
        output.print_error(line)
