"""Which version of Open Referral UK a feed speaks: as it says, else by its addresses, else by the form of its lists."""

import re
from typing import Any, NamedTuple

from watersmeet.exchange.feeds.findings import Findings
from watersmeet.exchange.feeds.lists import Page

NEW, OLD = "3.0", "1.0"
_USUAL = frozenset({"HSDS-UK-3.0", "3.0", "HSDS-UK-1.0", "1.0"})
_NUMBER = re.compile(r"(?<![0-9.])([13])(?:\.[0-9]+)*(?![0-9])")
_PLACEHOLDER = re.compile(r"^https?://(path|example|your|localhost)\b|/path/to/", re.IGNORECASE)
_OLD_FIELDS = frozenset({"eligibilitys", "regular_schedules", "service_taxonomys", "fundings", "physical_addresses"})


class Spoken(NamedTuple):
    """The version, "" where nothing tells it yet, and what it is known by."""

    version: str
    known_by: str


def of_root(root: Any, findings: Findings) -> Spoken:
    """As the root document says."""
    said = root if isinstance(root, dict) else {}
    profile = said.get("profile")
    if isinstance(profile, str) and _PLACEHOLDER.search(profile):
        findings.once("profile_placeholder", "/#/profile", profile)
        profile = None
    version = said.get("version")
    if isinstance(version, str) and (found := _number(version)):
        if version not in _USUAL:
            findings.once("version_odd", "/#/version", version)
        return Spoken(found, "version")
    findings.once("version_not_said", "/#/version", *([str(version)] if version else []))
    for name, address in (("openapi_url", said.get("openapi_url")), ("profile", profile)):
        if isinstance(address, str) and (found := _number(address.replace("openapi30", "3.0"))):
            return Spoken(found, name)
    return Spoken("", "")


def of_page(spoken: Spoken, page: Page, findings: Findings) -> Spoken:
    """As the first page shows, which is believed against what was said."""
    shown = page.dialect or _by_fields(page)
    if not shown:
        return spoken if spoken.version else Spoken(NEW, "form")
    if spoken.version and spoken.version != shown:
        findings.once("version_wrong", f"/services{page.pointer}", f"{spoken.version} said, {shown} shown")
    return spoken if spoken.version == shown else Spoken(shown, "form")


def _number(text: str) -> str:
    found = _NUMBER.search(text)
    return {"3": NEW, "1": OLD}[found[1]] if found else ""


def _by_fields(page: Page) -> str:
    fields = {name for one in page.items[:5] if isinstance(one, dict) for name in one}
    return OLD if fields & _OLD_FIELDS else ""
