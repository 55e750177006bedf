"""Texts by GOV.UK Notify: its JSON interface, version 2, with a token signed anew for each request.

One template is asked for, whose whole body is ((message)). The reference we give is the posting's own key: a text that
was tried before is looked for by it before it is sent again, since their interface does not refuse a second one.
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

import jwt
import urllib3
from django.conf import settings

from watersmeet.exchange.notify.envelope import Envelope
from watersmeet.outbox.ports import Heard, NeverError, Pending, SendError

PATIENCE = urllib3.Timeout(connect=5, read=10)  # seconds: well under the lease
NAME = "govuk"
FAILED = frozenset({"permanent-failure", "temporary-failure", "technical-failure"})
"""No such number; off or out of reach for three days; their own fault."""
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_KEY = re.compile(rf"(?P<name>.*)-(?P<service>{_UUID})-(?P<secret>{_UUID})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Account:
    """Whose texts these are. `key` is the key as their pages show it: name, service and secret in one line."""

    key: str
    template: str
    address: str

    @classmethod
    def ours(cls) -> "Account":
        """As the settings name it."""
        return cls(settings.WATERSMEET_GOVUK_KEY, settings.WATERSMEET_GOVUK_TEMPLATE, settings.WATERSMEET_GOVUK_ADDRESS)

    def is_complete(self) -> bool:
        """Whether it can be used at all."""
        return bool(_KEY.fullmatch(self.key) and self.template and self.address)

    def token(self) -> str:
        """A token for one request, by the true time: it is good for half a minute, and a moved clock would spoil it."""
        found = _KEY.fullmatch(self.key)
        if found is None:
            raise SendError("govuk_key")
        claims = {"iss": found["service"].lower(), "iat": int(time.time())}
        return jwt.encode(claims, found["secret"], algorithm="HS256")


def send(text: Envelope, *, again: bool) -> Pending:
    """Send one text; returns their id of it. `again`: it was tried before, so look first whether it arrived there.

    Raises NeverError when they will not take it as it is, SendError to try again.
    """
    account = Account.ours()
    if again and (there := _sent_before(account, text.key)):
        return Pending(NAME, there, ask=True)
    body = {
        "phone_number": text.to[0],
        "template_id": account.template,
        "personalisation": {"message": text.text},
        "reference": text.key,
    }
    theirs = str(_ask(account, "POST", "/v2/notifications/sms", body).get("id", ""))
    return Pending(NAME, theirs, ask=bool(theirs))


def arrived(receipt: str) -> Heard | None:
    """Whether the text with this id of theirs reached its phone; None while they still try. Raises SendError."""
    status = str(_ask(Account.ours(), "GET", f"/v2/notifications/{quote(receipt, safe='')}").get("status", ""))
    if status == "delivered":
        return Heard(arrived=True)
    return Heard(arrived=False, why=status) if status in FAILED else None


def _sent_before(account: Account, key: str) -> str:
    """Their id of what they have under our reference; what reached nobody does not count."""
    asked = urlencode({"template_type": "sms", "reference": key})
    found = _ask(account, "GET", f"/v2/notifications?{asked}").get("notifications") or []
    return next((str(one.get("id", "")) for one in found if one.get("status") not in FAILED), "")


def _ask(account: Account, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {account.token()}"}
    try:
        answer = urllib3.request(
            method, account.address + path, json=body, headers=headers, timeout=PATIENCE, retries=False, redirect=False
        )
        told = answer.json() if answer.status < HTTPStatus.MULTIPLE_CHOICES else {}
    except (urllib3.exceptions.HTTPError, ValueError) as fault:
        raise SendError("govuk_unreachable") from fault
    if answer.status == HTTPStatus.BAD_REQUEST:  # the number or the template: trying again changes nothing
        raise NeverError("govuk_400")
    if answer.status >= HTTPStatus.MULTIPLE_CHOICES or not isinstance(told, dict):
        raise SendError(f"govuk_{answer.status}")
    return told
