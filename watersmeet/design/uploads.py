"""A field for one file, and the form that holds it: what is not kept is said."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from watersmeet.base.files import kinds
from watersmeet.design.forms import Form
from watersmeet.design.groups import PageField, Params, Words

_KINDS = _("A PDF, a photo (PNG, JPEG), a Word or OpenDocument letter, or plain text. 10 MB at most.")


class FileField(PageField, forms.FileField):
    """One file, of the kinds that are taken; what is in it is looked at when it is put."""

    component = "fileUpload"
    default_error_messages = {
        "empty": _("This file is empty. Choose it again."),
        "invalid": _("The file did not arrive. Choose it again."),
        "missing": _("The file did not arrive. Choose it again."),
    }

    def __init__(
        self,
        *,
        label: Words = "",
        hint: Words = "",
        accepts: Sequence[str] = tuple(kinds.ENDINGS),
        missing: Words = "",
        **rest: Any,
    ) -> None:
        """`accepts` are the endings that the browser offers; with `missing` a file must be chosen."""
        self.accepts = accepts
        super().__init__(
            label=label or _("Add a file"), hint=hint or _KINDS, missing=missing, required=bool(missing), **rest
        )

    def params(self, bound: BoundField) -> Params:
        """Which files the browser offers, and what its button says."""
        return {
            "attributes": {"accept": ",".join(self.accepts)},
            "chooseFilesButtonText": str(_("Choose file")),
            "noFileChosenText": str(_("No file chosen")),
            "dropInstructionText": str(_("or drop it here")),
            "enteredDropZoneText": str(_("Drop it now to add it")),
            "leftDropZoneText": str(_("Nothing was dropped")),
        }

    def clean(self, data: UploadedFile | None, initial: Any = None) -> UploadedFile | None:
        """Raises ValidationError for one that is too big."""
        found: UploadedFile | None = super().clean(data, initial)
        if found and (found.size or 0) > kinds.LIMIT:
            raise ValidationError(kinds.TOO_BIG, code="size")
        return found


class FileForm(Form):
    """A form with one file. A browser does not keep the file when another answer is wrong: the form says so."""

    file = FileField()

    def clean(self) -> dict[str, Any]:
        """Everything that was said."""
        super().clean()
        if self.errors and self.cleaned_data.get("file"):
            self.add_error("file", _("Choose your file again: it was not kept."))
        return self.cleaned_data
