"""The door of the directory room."""

from watersmeet.records.directory.actions import (
    add_course,
    add_run,
    add_session,
    confirm_service,
    give_back_place,
    list_service,
    revise_service,
    state_intake,
    take_place,
)
from watersmeet.records.directory.entries import PARTS, Wishes
from watersmeet.records.directory.facts import (
    ContactOf,
    Cost,
    CourseSaid,
    CourseView,
    Meeting,
    OrganisationView,
    Particulars,
    PhoneOf,
    PlaceFacts,
    PlaceView,
    Provenance,
    RunView,
    SaidTerm,
    ServiceFacts,
    ServiceView,
)
from watersmeet.records.directory.find import Found, Hit, Row, find, nation_of
from watersmeet.records.directory.find import rows as find_rows
from watersmeet.records.directory.finding.writing import keep as keep_index
from watersmeet.records.directory.finding.writing import write_all as write_index
from watersmeet.records.directory.fresh import due_for as tasks_for
from watersmeet.records.directory.imports import Fault, Mapping, Outcome, Quarantined, SourceRow, import_rows
from watersmeet.records.directory.meaning import Asked as AskedWords
from watersmeet.records.directory.meaning import Offered as SaidWords
from watersmeet.records.directory.meaning import asked as read_question
from watersmeet.records.directory.meaning import is_distress
from watersmeet.records.directory.meaning import read as read_words
from watersmeet.records.directory.models import Access, Attending, Frequency, LocationType, ServiceKind, Status
from watersmeet.records.directory.near import Near, find_near
from watersmeet.records.directory.particulars import particulars
from watersmeet.records.directory.queries import (
    Choice,
    Listing,
    Wanted,
    capacities,
    choices,
    last_changed,
    listing,
    names_of,
    points,
    service,
    services_of,
    taking,
)
from watersmeet.records.directory.terms import NEEDS, Taxonomy, Term, taxonomies, terms, terms_of
from watersmeet.records.directory.whom import bring, for_adults, whom

__all__ = [
    "NEEDS",
    "PARTS",
    "Access",
    "AskedWords",
    "Attending",
    "Choice",
    "ContactOf",
    "Cost",
    "CourseSaid",
    "CourseView",
    "Fault",
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
    "Particulars",
    "PhoneOf",
    "PlaceFacts",
    "PlaceView",
    "Provenance",
    "Quarantined",
    "Row",
    "RunView",
    "SaidTerm",
    "SaidWords",
    "ServiceFacts",
    "ServiceKind",
    "ServiceView",
    "SourceRow",
    "Status",
    "Taxonomy",
    "Term",
    "Wanted",
    "Wishes",
    "add_course",
    "add_run",
    "add_session",
    "bring",
    "capacities",
    "choices",
    "confirm_service",
    "find",
    "find_near",
    "find_rows",
    "for_adults",
    "give_back_place",
    "import_rows",
    "is_distress",
    "keep_index",
    "last_changed",
    "list_service",
    "listing",
    "names_of",
    "nation_of",
    "particulars",
    "points",
    "read_question",
    "read_words",
    "revise_service",
    "service",
    "services_of",
    "state_intake",
    "take_place",
    "taking",
    "tasks_for",
    "taxonomies",
    "terms",
    "terms_of",
    "whom",
    "write_index",
]
