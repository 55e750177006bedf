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
    OrganisationView,
    PlaceFacts,
    PlaceView,
    Provenance,
    RunView,
    ServiceFacts,
    ServiceView,
)
from watersmeet.records.directory.find import Found, Hit, find
from watersmeet.records.directory.imports import Mapping, Outcome, Quarantined, SourceRow, import_rows
from watersmeet.records.directory.meaning import is_distress
from watersmeet.records.directory.models import Frequency, LocationType, ServiceKind, Status
from watersmeet.records.directory.near import Near, find_near
from watersmeet.records.directory.queries import (
    Choice,
    Listing,
    Wanted,
    choices,
    last_changed,
    listing,
    names_of,
    service,
    services_of,
)

__all__ = [
    "Choice",
    "Found",
    "Frequency",
    "Hit",
    "Listing",
    "LocationType",
    "Mapping",
    "Meeting",
    "Near",
    "OrganisationView",
    "Outcome",
    "PlaceFacts",
    "PlaceView",
    "Provenance",
    "Quarantined",
    "RunView",
    "ServiceFacts",
    "ServiceKind",
    "ServiceView",
    "SourceRow",
    "Status",
    "Wanted",
    "add_course",
    "add_run",
    "add_session",
    "choices",
    "find",
    "find_near",
    "give_back_place",
    "import_rows",
    "is_distress",
    "last_changed",
    "list_service",
    "listing",
    "names_of",
    "revise_service",
    "service",
    "services_of",
    "take_place",
]
