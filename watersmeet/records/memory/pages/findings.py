"""Findings for everybody to read, and to reply to: no account, no puzzle."""

from dataclasses import replace
from uuid import UUID

from allauth.account.adapter import get_adapter
from django import forms as plain
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts import throttle
from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.base import ids
from watersmeet.base.problems import Invalid, TooOften
from watersmeet.design import dates
from watersmeet.design.fields import CharField, TextAreaField
from watersmeet.design.forms import Form
from watersmeet.records.memory import api as memory
from watersmeet.records.memory.api import OutsideReply, Seen, shown

REPLIES_AN_HOUR = 20


class ReplyForm(Form):
    """What somebody says to a finding."""

    words = TextAreaField(
        label=gettext_lazy("What do you want to say?"),
        hint=gettext_lazy("Do not write about anybody's health, and name nobody."),
        missing=gettext_lazy("Write what you want to say"),
        max_length=2000,
    )
    who = CharField(
        label=gettext_lazy("How should we call you?"),
        hint=gettext_lazy("Such as: a learner, a nurse, the Mill Street group. You can leave it empty."),
        required=False,
        max_length=120,
        autocomplete="off",
    )
    key = plain.CharField(widget=plain.HiddenInput, max_length=64)


class FindingSheet:
    """One finding as everybody reads it."""

    def __init__(self, one: Seen) -> None:
        self.id, self.title, self.partner, self.reference = one.id, one.title, one.partner, one.reference
        self.parts = [(str(part.label), shown(value, part.name)) for part, value in one.said]
        self.dissent = "dissent" in one.parts
        self.when = dates.date(one.day or one.made_at)


class ReplyRow:
    """One reply."""

    def __init__(self, one: OutsideReply) -> None:
        self.id, self.words, self.shown = one.id, one.words, one.shown
        self.who, self.when = one.who or _("Somebody"), dates.date(one.said_on)


@require_GET
def everybody(request: Asked) -> HttpResponse:
    """Every finding that is shown."""
    found = [FindingSheet(one) for one in memory.findings(request.actor.partnership)]
    return render(request, "memory/findings.html", {"findings": found})


@require_GET
def one(request: Asked, finding: UUID) -> HttpResponse:
    """One, with who sees it otherwise, and what others replied."""
    seen, replies = memory.finding(finding)
    request.actor = replace(request.actor, partnership=request.actor.partnership or memory.place_of_finding(finding))
    page = {"sheet": FindingSheet(seen), "replies": [ReplyRow(each) for each in replies]}
    return render(request, "memory/finding.html", page)


@require_http_methods(["GET", "POST"])
def reply(request: Asked, finding: UUID) -> HttpResponse:
    """Say something to it; somebody here reads it before others do."""
    seen, _replies = memory.finding(finding)
    sheet = FindingSheet(seen)
    posted = request.POST if request.method == "POST" else None
    form = ReplyForm(posted, initial={"key": str(ids.new())})
    if posted and form.is_valid():
        if not throttle.allows(
            "reply", get_adapter(request).get_client_ip(request), tries=REPLIES_AN_HOUR, seconds=3600
        ):
            raise TooOften(_("Many replies came from here within this hour."), _("Try again in an hour."))
        try:
            memory.reply_from_outside(finding, by=request.actor, **form.cleaned_data)
        except Invalid as problem:
            form.refuse(problem)
        else:
            return render(request, "memory/finding_replied.html", {"sheet": sheet})
    page = {"sheet": sheet, "form": form}
    return render(request, "memory/finding_reply.html", page, status=400 if form.errors else 200)


@post_only
def publish(request: Asked, entry: UUID) -> HttpResponse:
    """The lead shows it to everybody, or no more."""
    public = request.POST.get("public") == "yes"
    memory.publish(entry, public=public, by=request.actor)
    messages.success(request, _("Everybody can read it now.") if public else _("It is not shown any more."))
    return redirect("memory:entry", entry)


@post_only
def look_at_reply(request: Asked, entry: UUID, reply: UUID) -> HttpResponse:
    """Others see it, or its words go."""
    show = request.POST.get("shown") == "yes"
    try:
        memory.look_at_reply(reply, shown=show, by=request.actor)
    except Invalid as problem:
        messages.warning(request, " ".join(sentence for said in problem.fields.values() for sentence in said))
    else:
        messages.success(request, _("Others see it now.") if show else _("Its words are taken out."))
    return redirect("memory:entry", entry)
