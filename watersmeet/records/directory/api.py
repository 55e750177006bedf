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
    undo_change,
)
from watersmeet.records.directory.asking import keep_time as ask_still_right
from watersmeet.records.directory.calling import Line, ToCall, to_call
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
from watersmeet.records.directory.finding.likeness import is_installed as can_rank_by_meaning
from watersmeet.records.directory.finding.reading import keep as keep_meaning
from watersmeet.records.directory.finding.writing import keep as keep_index
from watersmeet.records.directory.history import Changed, history
from watersmeet.records.directory.imports import Fault, Mapping, Outcome, Quarantined, SourceRow, import_rows
from watersmeet.records.directory.meaning import Asked as AskedWords
from watersmeet.records.directory.meaning import Offered as SaidWords
from watersmeet.records.directory.meaning import asked as read_question
from watersmeet.records.directory.meaning import holds, is_distress
from watersmeet.records.directory.meaning import read as read_words
from watersmeet.records.directory.models import Access, Attending, Day, Frequency, LocationType, ServiceKind, Status
from watersmeet.records.directory.near import Near, find_near
from watersmeet.records.directory.particulars import particulars
from watersmeet.records.directory.published import (
    Around,
    Brief,
    Ids,
    Listing,
    Wanted,
    at_location,
    briefs,
    found,
    found_at,
    last_changed,
    listing,
    offered_at,
    organisation,
    organisations,
    run_by,
)
from watersmeet.records.directory.queries import (
    Choice,
    capacities,
    choices,
    names_of,
    points,
    service,
    services_of,
    taking,
    views,
)
from watersmeet.records.directory.reports import Reported, report_mistake, settle_report
from watersmeet.records.directory.reports import forget_words as forget_report_words
from watersmeet.records.directory.reports import is_waiting as is_reported
from watersmeet.records.directory.reports import open_for as reports_for
from watersmeet.records.directory.still_links import (
    AskedListing,
    StillAsked,
    confirm_by_link,
    names_asked,
    say_wrong_by_link,
    still_asked,
)
from watersmeet.records.directory.still_links import new_link as new_still_link
from watersmeet.records.directory.still_models import Settled, Wrong
from watersmeet.records.directory.tasks import tasks_for
from watersmeet.records.directory.terms import NEEDS, Taxonomy, Term, taxonomies, taxonomy, term, terms, terms_of
from watersmeet.records.directory.websites import note_website, silent_websites, take_website, websites_due
from watersmeet.records.directory.whom import bring, for_adults, whom

__all__ = [
    "NEEDS",
    "PARTS",
    "Access",
    "Around",
    "AskedListing",
    "AskedWords",
    "Attending",
    "Brief",
    "Changed",
    "Choice",
    "ContactOf",
    "Cost",
    "CourseSaid",
    "CourseView",
    "Day",
    "Fault",
    "Found",
    "Frequency",
    "Hit",
    "Ids",
    "Line",
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
    "Reported",
    "Row",
    "RunView",
    "SaidTerm",
    "SaidWords",
    "ServiceFacts",
    "ServiceKind",
    "ServiceView",
    "Settled",
    "SourceRow",
    "Status",
    "StillAsked",
    "Taxonomy",
    "Term",
    "ToCall",
    "Wanted",
    "Wishes",
    "Wrong",
    "add_course",
    "add_run",
    "add_session",
    "ask_still_right",
    "at_location",
    "briefs",
    "bring",
    "can_rank_by_meaning",
    "capacities",
    "choices",
    "confirm_by_link",
    "confirm_service",
    "find",
    "find_near",
    "find_rows",
    "for_adults",
    "forget_report_words",
    "found",
    "found_at",
    "give_back_place",
    "history",
    "holds",
    "import_rows",
    "is_distress",
    "is_reported",
    "keep_index",
    "keep_meaning",
    "last_changed",
    "list_service",
    "listing",
    "names_asked",
    "names_of",
    "nation_of",
    "new_still_link",
    "note_website",
    "offered_at",
    "organisation",
    "organisations",
    "particulars",
    "points",
    "read_question",
    "read_words",
    "report_mistake",
    "reports_for",
    "revise_service",
    "run_by",
    "say_wrong_by_link",
    "service",
    "services_of",
    "settle_report",
    "silent_websites",
    "state_intake",
    "still_asked",
    "take_place",
    "take_website",
    "taking",
    "tasks_for",
    "taxonomies",
    "taxonomy",
    "term",
    "terms",
    "terms_of",
    "to_call",
    "undo_change",
    "views",
    "websites_due",
    "whom",
]
