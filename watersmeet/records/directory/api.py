"""The door of the directory room."""

from watersmeet.records.directory.actions import (
    add_course,
    add_run,
    add_session,
    give_back_place,
    list_service,
    revise_service,
    take_place,
)
from watersmeet.records.directory.facts import (
    Meeting,
    PlaceFacts,
    Provenance,
    ServiceFacts,
)
from watersmeet.records.directory.imports import (
    Mapping,
    Outcome,
    Quarantined,
    SourceRow,
    import_rows,
)
from watersmeet.records.directory.models import (
    Frequency,
    LocationType,
    ServiceKind,
    Status,
)

__all__ = [
    "Frequency",
    "LocationType",
    "Mapping",
    "Meeting",
    "Outcome",
    "PlaceFacts",
    "Provenance",
    "Quarantined",
    "ServiceFacts",
    "ServiceKind",
    "SourceRow",
    "Status",
    "add_course",
    "add_run",
    "add_session",
    "give_back_place",
    "import_rows",
    "list_service",
    "revise_service",
    "take_place",
]
