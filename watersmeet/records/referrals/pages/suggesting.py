"""Sending a person a few services to choose from; and the person's own page of them."""

from uuid import UUID, uuid4

from django import forms as plain
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.audit import api as audit
from watersmeet.base.actor import Actor
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.design import dates
from watersmeet.design.distances import KM_IN_A_MILE, miles
from watersmeet.design.fields import CharField, CheckboxesField, SelectField
from watersmeet.design.forms import Form
from watersmeet.records.directory import api as directory
from watersmeet.records.directory.api import Hit, ServiceView, Status
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Pick, Said, Seen, Suggested

MILES = (1, 3, 5, 10, 25)
MOST_SHOWN = 20
SEND = "send"


class SuggestForm(Form):
    """What to look for and where; then what to send of it. The words are not kept."""

    words = CharField(
        label=_("What could help them?"),
        hint=_("We do not keep what you type. Write no name."),
        required=False,
        max_length=500,
        autocomplete="off",
    )
    near = CharField(
        label=_("Near which postcode or town?"), missing=_("Enter a postcode or a town"), max_length=60, width=10
    )
    miles = SelectField(
        label=_("How far can they go?"),
        choices=[(str(one), _("1 mile") if one == 1 else _("%(many)s miles") % {"many": one}) for one in MILES],
        initial="5",
    )
    services = CheckboxesField(label=_("What do you send?"), required=False, choices=[])
    key = plain.CharField(widget=plain.HiddenInput, max_length=36)

    def find(self, actor: Actor) -> list[Hit]:
        """What is there; the choices are these from then on. Raises Invalid for a place that nobody knows."""
        said = self.cleaned_data
        within_km = int(said["miles"]) * KM_IN_A_MILE
        found = list(directory.find(actor, said["words"], near=said["near"], within_km=within_km, limit=MOST_SHOWN))
        choices = [(str(one.service.id), _line(one)) for one in found]
        self.fields["services"].choices = choices  # type: ignore[attr-defined]
        return found


@sensitive_post_parameters("words", "near")
@require_http_methods(["GET", "POST"])
def suggest(request: Asked, referral: UUID) -> HttpResponse:
    """Look for something, then choose what to send; POST does either."""
    seen = referrals.get(request.actor, referral)
    if not referrals.may_suggest(request.actor, referral):
        raise NotFound
    audit.looked(by=request.actor, subjects=[Ref("person", seen.person), Ref("referral", seen.id)], why="suggest")
    posted = request.POST if request.method == "POST" else None
    form = SuggestForm(posted, initial={"key": uuid4(), "miles": "5"})
    found: list[Hit] = []
    if posted:
        chosen = _chosen(request)
        form.fields["services"].choices = [(one, one) for one in chosen]  # type: ignore[attr-defined]
        try:
            found = form.find(request.actor) if form.is_valid() else []
            if posted.get("do") == SEND and not form.errors:
                key = form.cleaned_data["key"]
                referrals.suggest(referral, services=_ids(chosen), by=request.actor, key=key)
                return _sent(request, referral)
        except Invalid as problem:
            form.refuse(problem)
    page = {"form": form, "seen": seen, "who": _who(seen), "found": found, "looked": bool(posted and not form.errors)}
    return render(request, "referrals/suggest.html", page, status=400 if form.errors else 200)


@require_GET
def suggested(request: Asked, referral: UUID) -> HttpResponse:
    """The person's own page: what was sent to them, what each is, and what they said of it."""
    seen = referrals.get(request.actor, referral)
    audit.looked(by=request.actor, subjects=[Ref("person", seen.person), Ref("referral", seen.id)], why="suggested")
    lists = [ListPresenter(one, request.actor) for one in referrals.suggested(request.actor, referral)]
    page = {"lists": lists, "seen": seen, "personal": True}
    return render(request, "referrals/status/suggested.html", page)


@post_only
def answer(request: Asked, referral: UUID, suggestion: UUID, service: UUID) -> HttpResponse:
    """This one goes on to asking for it; not for me, and taking either back, stays on the page."""
    try:
        said = Said(request.POST.get("said", ""))
    except ValueError:
        raise NotFound from None
    referrals.answer_suggestion(suggestion, service=service, said=said, by=request.actor)
    if said is Said.THIS:
        return redirect(f"{reverse('referrals:ask')}?service={service}")
    return redirect("referrals:suggested", referral)


@post_only
def tell(request: Asked, referral: UUID, suggestion: UUID) -> HttpResponse:
    """Whoever sent it may know what they said; or no more."""
    yes = request.POST.get("tell") == "yes"
    referrals.tell_sender(suggestion, yes=yes, by=request.actor)
    messages.success(request, _now("They can see what you said.") if yes else _now("They do not see it any more."))
    return redirect("referrals:suggested", referral)


class ListPresenter:
    """One list, for the person."""

    def __init__(self, one: Suggested, actor: Actor) -> None:
        self.id = one.id
        self.sender = str(partnerships.partner(one.sender))
        self.until = dates.day(one.until)
        self.told = one.told
        self.picks = [PickPresenter(pick, actor) for pick in one.picks]


class PickPresenter:
    """One service of it: what it is, and what they said."""

    def __init__(self, pick: Pick, actor: Actor) -> None:
        self.id = pick.service
        self.this, self.no = pick.said is Said.THIS, pick.said is Said.NOT
        self.service = _still_there(actor, pick.service)
        self.rows = directory.in_short(self.service) if self.service else []
        self.open = self.service is not None and self.service.status == Status.ACTIVE


def in_words(one: Suggested) -> str:
    """A list in a sentence, for who sent it: the names; what the person said, if they let them know."""
    names = directory.names_of(pick.service for pick in one.picks)
    said = {Said.THIS: _now("this one"), Said.NOT: _now("not for me"), Said.NOTHING: ""}
    told = [": ".join(filter(None, (names.get(pick.service, ""), str(said[pick.said])))) for pick in one.picks]
    sent = _now("Sent on %(day)s: %(names)s.") % {"day": dates.day(one.made_at.date()), "names": "; ".join(told)}
    if one.told:
        return sent + " " + _now("They let you know that they have read it.")
    return sent + " " + _now("Whether they read it is theirs to say.")


def _still_there(actor: Actor, service: UUID) -> ServiceView | None:
    try:
        return directory.service(actor, service)
    except NotFound:
        return None


def _sent(request: Asked, referral: UUID) -> HttpResponse:
    say = _now(
        "It is on their page. A message goes by a way that they call safe, and says no more than that it is there."
    )
    messages.success(request, say)
    return redirect("desk:story", referral)


def _chosen(request: Asked) -> list[str]:
    return request.POST.getlist("services")


def _ids(chosen: list[str]) -> list[UUID]:
    try:
        return [UUID(one) for one in chosen]
    except ValueError:
        raise NotFound from None


def _line(hit: Hit) -> str:
    far = miles(hit.km) if hit.km is not None else ""
    return ", ".join(filter(None, (hit.service.name, hit.service.organisation.name, far)))


def _who(seen: Seen) -> str:
    return seen.card.name if seen.card else _now("Referral %(reference)s") % {"reference": seen.reference}
