"""What leaves on paper or by the clipboard: a letter to the person, a letter to their GP, a summary to paste."""

from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.audit import api as audit
from watersmeet.base import clock
from watersmeet.base.problems import NotFound, Refused
from watersmeet.base.ref import Ref
from watersmeet.design import dates
from watersmeet.design.fields import ConfirmField, RadioField
from watersmeet.design.forms import Form
from watersmeet.exchange.paper import letters
from watersmeet.exchange.paper.message_back import MessageBack, summary
from watersmeet.records.directory import api as directory
from watersmeet.records.partnerships import api as partnerships
from watersmeet.records.partnerships.api import Partner, Sector
from watersmeet.records.people import api as people
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import TO_THE_PERSON, Seen


class YesForm(Form):
    """That it was read, and that the person said yes."""

    yes = ConfirmField(
        label=gettext_lazy("I read this with them, and they said yes"),
        missing=gettext_lazy("Read it with them first. Tick this if they say yes"),
    )


class GpForm(Form):
    """Which practice, and what the person said about online view."""

    def __init__(self, *args: Any, practices: list[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["surgery"] = RadioField(
            label=_("To which practice?"),
            choices=[(str(one.pk), one.organisation.name) for one in practices],
            missing=_("Choose a practice"),
        )
        self.fields["online"] = RadioField(
            label=_("Keep this letter from online view?"),
            hint=_(
                "Ask the person: could somebody else read their health record online, on a shared phone or with them?"
            ),
            choices=[
                (letters.KEEP, _("Yes, keep it from online view")),
                (letters.MAY, _("No, they said it may be seen there")),
                ("", _("I could not ask them: keep it from online view")),
            ],
            required=False,
        )


@post_only
@transaction.atomic
def letter(request: Asked, referral: UUID) -> HttpResponse:
    """The letter to the person, to print and post."""
    seen, name = _named(request, referral, "letter")
    referrals.print_letter(referral, by=request.actor)
    contact = people.contact_rules(request.actor, seen.person, on_duty=True)
    model = partnerships.model_at(_partner(request).partnership_id).model
    lang = seen.card.lang if seen.card and seen.card.lang in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(lang):
        page = letters.to_person(
            name=name,
            address=contact.address,
            day=dates.date(clock.now()),
            news=str(TO_THE_PERSON[seen.state]),
            reference=seen.reference,
            page=f"{settings.WATERSMEET_ADDRESS}{reverse('referrals:back')}",
            phone=model.phone,
            hours=model.hours,
            lang=lang,
            sender=_partner(request).organisation.name if contact.say_who else "",
        )
        return _pdf(page, seen)


@transaction.atomic
def gp(request: Asked, referral: UUID) -> HttpResponse:
    """GET asks which practice and about online view; POST gives the letter."""
    seen, name = _named(request, referral, "gp")
    answers = referrals.surgeries(request.actor, referral)
    open_to = [partner for partner, answer in answers if answer]
    known = _online(request, seen)
    form = GpForm(request.POST if request.method == "POST" else None, practices=open_to, initial={"online": known})
    if request.method == "POST" and form.is_valid():
        surgery = next(one for one in open_to if str(one.pk) == form.cleaned_data["surgery"])
        referrals.print_gp_letter(referral, surgery=surgery.pk, by=request.actor)
        said = form.cleaned_data["online"]
        _remember(request, seen, said)
        to = [surgery.organisation.name]
        facts = _message(request, seen, name, surgery).parts()
        keep = {letters.KEEP: True, letters.MAY: False}.get(said)
        return _pdf(letters.to_gp(surgery=to, day=dates.date(clock.now()), keep=keep, facts=facts), seen)
    page = {
        "form": form,
        "seen": seen,
        "who": name,
        "open_to": open_to,
        "closed": [
            (
                partner.organisation.name,
                answer.say,
                answer.next_step,
                partner.pk if answer.missing == "permission" else "",
            )
            for partner, answer in answers
            if not answer
        ],
    }
    return render(request, "desk/gp.html", page, status=400 if form.errors else 200)


def gp_yes(request: Asked, referral: UUID, surgery: UUID) -> HttpResponse:
    """What is read with the person before a practice may be told; POST is their yes, as the worker heard it."""
    seen, name = _named(request, referral, "gp")
    words = referrals.gp_statement(request.actor, referral, surgery)
    mark = sha256(words.encode()).hexdigest()[:16]
    form = YesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("read") == mark:
            referrals.said_yes_to_gp(referral, surgery=surgery, by=request.actor)
            messages.success(request, _("Their yes is kept. You can write the letter now."))
            return redirect("desk:gp", referral)
        form.add_error("yes", _("What is told has changed since you read it with them. Read it with them again."))
    page = {"form": form, "seen": seen, "who": name, "read": words.splitlines(), "mark": mark}
    return render(request, "desk/gp_yes.html", page, status=400 if form.errors else 200)


def paste(request: Asked, referral: UUID) -> HttpResponse:
    """The coded summary: plain text to copy."""
    seen, name = _named(request, referral, "summary")
    open_to = [partner for partner, answer in referrals.surgeries(request.actor, referral) if answer]
    message = _message(request, seen, name, open_to[0] if len(open_to) == 1 else None)
    page = {"seen": seen, "who": name, "text": summary(message), "codes": message.coded()}
    return render(request, "desk/paste.html", page)


def _named(request: Asked, referral: UUID, why: str) -> tuple[Seen, str]:
    """The referral and the person's name, and a line of who looked. Raises NotFound for who may not know the name."""
    seen = referrals.get(request.actor, referral)
    if seen.card is None:
        raise NotFound
    audit.looked(by=request.actor, subjects=[Ref("person", seen.person), Ref("referral", seen.id)], why=why)
    return seen, seen.card.name


def _message(request: Asked, seen: Seen, name: str, surgery: Partner | None) -> MessageBack:
    referrer, receiver = partnerships.partner(seen.referrer), partnerships.partner(seen.receiver)
    sectors = {referrer.organisation.sector, receiver.organisation.sector}
    return MessageBack(
        seen=seen,
        name=name,
        steps=referrals.history(request.actor, seen.id),
        referrer=referrer.organisation.name,
        receiver=receiver.organisation.name,
        service=(directory.names_of([seen.service]).get(seen.service) or "") if seen.service else "",
        surgery=surgery.organisation.name if surgery else "",
        born=referrals.born_for_gp(request.actor, seen.id, surgery.pk) if surgery else None,
        worker=request.actor.name,
        partner=_partner(request).organisation.name,
        health=Sector.PRIMARY_CARE in sectors,
        written_at=clock.now(),
    )


def _online(request: Asked, seen: Seen) -> str:
    """What the person said about online view; "" when they were not asked, or we may not know."""
    try:
        return people.contact_rules(request.actor, seen.person, on_duty=True).gp_online
    except NotFound:
        return ""


def _remember(request: Asked, seen: Seen, said: str) -> None:
    """Keep the person's answer beside their other rules, where the actor's partner keeps them."""
    try:
        contact = people.contact_rules(request.actor, seen.person, on_duty=True)
        if said and said != contact.gp_online:
            with transaction.atomic():
                told = replace(contact, gp_online=said)
                people.set_contact(person=seen.person, contact=told, by=request.actor, seen=contact)
    except (NotFound, Refused):
        return


def _partner(request: Asked) -> Partner:
    if request.actor.partner is None:
        raise NotFound
    return partnerships.partner(request.actor.partner)


def _pdf(page: letters.Letter, seen: Seen) -> HttpResponse:
    answer = HttpResponse(page.pdf(), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{seen.reference}.pdf"'
    return answer
