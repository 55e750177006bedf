"""Writing to the other side of a referral, and to the person; saying that one has read; opening a file."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.audit import api as audit
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.design.attachments import attachment
from watersmeet.design.fields import RadioField, TextAreaField
from watersmeet.design.uploads import FileForm
from watersmeet.desk import thread
from watersmeet.desk.story import title
from watersmeet.exchange.notify import ways
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Enclosed, For, Seen

_FOR: dict[For, Promise] = {
    For.SIDE: _("The other side alone"),
    For.BOTH: _("The other side and the person"),
    For.PERSON: _("The person alone"),
}


class MessageForm(FileForm):
    """Who it is for, the words, and a file."""

    to = RadioField(label=_("Who is it for?"), missing=_("Choose who it is for"))
    words = TextAreaField(
        label=_("Your message"),
        hint=_("Nobody reads it at once. Is somebody in danger? Ring 999, and do not write here."),
        missing=_("Write your message"),
        rows=6,
        max_length=4000,
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=36)

    field_order = ("to", "words", "file", "key")

    def __init__(self, *args: Any, open_to: tuple[For, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(one.value, _FOR[one]) for one in open_to]  # type: ignore[attr-defined]
        if len(open_to) == 1:
            self.fields["to"].initial = open_to[0].value

    @property
    def told(self) -> dict[str, Any]:
        """As the action takes it."""
        said = self.cleaned_data
        file = Enclosed(said["file"].name, said["file"]) if said["file"] else None
        return {"to": For(said["to"]), "words": said["words"], "file": file, "key": said["key"]}


@require_http_methods(["GET", "POST"])
def write(request: Asked, referral: UUID) -> HttpResponse:
    """What was written so far, and a form; POST sends it."""
    seen = referrals.get(request.actor, referral)
    open_to = referrals.may_write(request.actor, referral)
    if not open_to:
        raise NotFound
    _looked(request, seen, "message")
    post = request.method == "POST"
    form = MessageForm(
        request.POST if post else None,
        request.FILES if post else None,
        open_to=open_to,
        initial={"key": uuid4()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            referrals.write_message(referral, by=request.actor, **form.told)
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _who_is_told(seen, form.told["to"]))
            return redirect("desk:story", referral)
    page = {"form": form, "seen": seen, "who": title(seen), **thread.on_story(request.actor, seen)}
    return render(request, "desk/message.html", page, status=400 if form.errors else 200)


def _who_is_told(seen: Seen, to: For) -> str:
    """What becomes of a message: where none can tell the person, that is said, and what happens instead."""
    if to is For.SIDE or ways.can_tell(seen.person):
        return _now("Sent. Whoever it is for is told that there is a message, and no more.")
    by_hand = _now(
        "No message can tell the person: they named no safe way that we can send by. Telling them by hand "
        "becomes a task, with a day. They can read it on their own page."
    )
    side = _now("Sent. The other side is told that there is a message.") if to is For.BOTH else _now("It is kept.")
    return f"{side} {by_hand}"


@post_only
def read(request: Asked, referral: UUID) -> HttpResponse:
    """I have read what stands there, up to the last that the page showed."""
    try:
        upto = UUID(request.POST.get("upto", ""))
    except ValueError:
        raise NotFound from None
    referrals.read_messages(referral, upto=upto, by=request.actor)
    return redirect("desk:story", referral)


@require_GET
def open_file(request: Asked, referral: UUID, message: UUID, file: UUID) -> HttpResponse:
    """A file, to save."""
    seen = referrals.get(request.actor, referral)
    found = referrals.open_file(request.actor, referral, message, file)
    audit.looked(by=request.actor, subjects=[Ref("person", seen.person), Ref("file", file)], why="file")
    return attachment(found)


def _looked(request: Asked, seen: Seen, why: str) -> None:
    audit.looked(by=request.actor, subjects=[Ref("person", seen.person), Ref("referral", seen.id)], why=why)
