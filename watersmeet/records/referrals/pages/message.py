"""A person writes to whoever has their request now, says what they have read, and opens a file."""

from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.accounts.posting import post_only
from watersmeet.audit import api as audit
from watersmeet.base.problems import Invalid, NotFound
from watersmeet.base.ref import Ref
from watersmeet.design.attachments import attachment
from watersmeet.design.fields import TextAreaField
from watersmeet.design.uploads import FileField, FileForm
from watersmeet.records.referrals import api as referrals
from watersmeet.records.referrals.api import Enclosed
from watersmeet.records.referrals.pages import thread


class WriteForm(FileForm):
    """Their words, and a file."""

    words = TextAreaField(
        label=_("Your message"),
        hint=_("Nobody reads this at once. If you are in danger, or not safe with yourself, call 999."),
        missing=_("Write your message"),
        rows=6,
        max_length=4000,
    )
    file = FileField(
        label=_("Add a photo or a file"),
        hint=_("You can send a photo of a letter. We take out where the photo was taken."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=36)

    field_order = ("words", "file", "key")

    @property
    def enclosed(self) -> Enclosed | None:
        """The file, if there is one."""
        file = self.cleaned_data["file"]
        return Enclosed(file.name, file) if file else None


@require_http_methods(["GET", "POST"])
def write(request: Asked, referral: UUID) -> HttpResponse:
    """A form that says who reads it; POST sends it."""
    seen = referrals.get(request.actor, referral)
    page = thread.on_status(request.actor, seen)
    if not page["write_to"]:
        raise NotFound
    post = request.method == "POST"
    form = WriteForm(request.POST if post else None, request.FILES if post else None, initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            referrals.write_message(
                referral, by=request.actor, words=said["words"], file=form.enclosed, key=said["key"]
            )
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _now("We have your message. They are told that you wrote."))
            return redirect("referrals:status", referral)
    page |= {"form": form, "seen": seen, "personal": True}
    return render(request, "referrals/status/message.html", page, status=400 if form.errors else 200)


@post_only
def read(request: Asked, referral: UUID) -> HttpResponse:
    """They have read what stands there, up to the last that the page showed."""
    try:
        upto = UUID(request.POST.get("upto", ""))
    except ValueError:
        raise NotFound from None
    referrals.read_messages(referral, upto=upto, by=request.actor)
    return redirect("referrals:status", referral)


@require_GET
def open_file(request: Asked, referral: UUID, message: UUID, file: UUID) -> HttpResponse:
    """A file, to save."""
    seen = referrals.get(request.actor, referral)
    found = referrals.open_file(request.actor, referral, message, file)
    audit.looked(by=request.actor, subjects=[Ref("person", seen.person), Ref("file", file)], why="file")
    return attachment(found)
