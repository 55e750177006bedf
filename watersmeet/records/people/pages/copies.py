"""A copy of what is kept: checked by the privacy officer, opened by the person."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from watersmeet.accounts.asked import Asked
from watersmeet.audit import api as audit
from watersmeet.base.problems import Invalid
from watersmeet.base.ref import Ref
from watersmeet.design.attachments import attachment
from watersmeet.design.fields import ConfirmField, RadioField, TextAreaField
from watersmeet.design.forms import Form
from watersmeet.records.people import api as people
from watersmeet.records.people.api import LeftOut


class CheckForm(Form):
    """That all of it was read, and why anything is left out."""

    why = RadioField(
        label=_("Why is something left out?"),
        required=False,
        choices=[
            (LeftOut.HARM, _("It could seriously harm somebody")),
            (LeftOut.OTHERS, _("It is about somebody else")),
        ],
    )
    words = TextAreaField(
        label=_("What do you want to say to the person?"),
        hint=_("Say so when something is left out. Keep it plain."),
        required=False,
        rows=3,
        max_length=3000,
    )
    checked = ConfirmField(
        label=_("I have read all of it, and nothing in it could seriously harm anybody"),
        missing=_("Read all of it first, then tick this"),
    )


@require_http_methods(["GET", "POST"])
def check(request: Asked, matter: UUID) -> HttpResponse:
    """Everything that would be given; POST gives it."""
    parts = people.to_check(request.actor, matter)
    case = people.case(request.actor, matter)
    about = [Ref("matter", matter), *([Ref("person", case.person)] if case.person else [])]
    audit.looked(by=request.actor, subjects=about, why="copy")
    form = CheckForm(request.POST if request.method == "POST" else None)
    chosen = request.POST.getlist("left_out")
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        why = LeftOut(told["why"]) if told["why"] else None
        try:
            people.release(
                matter=matter, left_out=chosen, why=why, checked=told["checked"], words=told["words"], by=request.actor
            )
        except Invalid as problem:
            form.refuse(problem)
        else:
            messages.success(request, _now("Given. It lies on their own page for 30 days."))
            return redirect("people:registers")
    context = {"form": form, "parts": parts, "chosen": chosen, "matter": matter}
    return render(request, "people/check_copy.html", context, status=400 if form.errors else 200)


@require_GET
def check_file(request: Asked, matter: UUID, file: UUID) -> HttpResponse:
    """A file that would be given, to save and read."""
    found = people.file_to_check(request.actor, matter, file)
    audit.looked(by=request.actor, subjects=[Ref("matter", matter), Ref("file", file)], why="copy")
    return attachment(found)


@require_GET
def open_copy(request: Asked, matter: UUID) -> HttpResponse:
    """The file, as an attachment with a name that says nothing."""
    person, body = people.open_copy(request.actor, matter)
    audit.looked(by=request.actor, subjects=[Ref("person", person)], why="copy")
    answer = HttpResponse(body, content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="copy.zip"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
