"""The door of the partnerships room."""

from watersmeet.records.partnerships.actions import (
    add_member,
    adopt_model,
    end_agreement,
    found,
    join,
    know_organisation,
    record_basis,
    sign_agreement,
)
from watersmeet.records.partnerships.crisis_lines import CrisisLines, for_nation
from watersmeet.records.partnerships.model import Model, Weekday, read_toml
from watersmeet.records.partnerships.models import Category, Partner, Partnership, Purpose, Sector
from watersmeet.records.partnerships.queries import (
    InForce,
    agreement_for,
    basis_for,
    givers_to,
    members,
    membership_of,
    model_at,
    model_numbered,
    partner,
    partners,
    partnership_named,
    partnerships,
    serving,
)

__all__ = [
    "Category",
    "CrisisLines",
    "InForce",
    "Model",
    "Partner",
    "Partnership",
    "Purpose",
    "Sector",
    "Weekday",
    "add_member",
    "adopt_model",
    "agreement_for",
    "basis_for",
    "end_agreement",
    "for_nation",
    "found",
    "givers_to",
    "join",
    "know_organisation",
    "members",
    "membership_of",
    "model_at",
    "model_numbered",
    "partner",
    "partners",
    "partnership_named",
    "partnerships",
    "read_toml",
    "record_basis",
    "serving",
    "sign_agreement",
]
