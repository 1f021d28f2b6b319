"""The files of one paper of a draft: several at once, chosen from the device or taken with its camera."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from agencies.contents import FILE_TYPES
from agencies.uploads import CheckedUpload, UploadRefused, check_upload
from dossiers.forms.uploads import UploadField

PHOTOGRAPHS = (FILE_TYPES["JPG"], FILE_TYPES["PNG"])


class SeveralFilesInput(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: MultiValueDict, name: str) -> list[UploadedFile]:
        """Return every file that was sent under the name."""
        return list(files.getlist(name))


class UploadsField(UploadField):
    """Files of which each is judged alone; its clean value is a list of `CheckedUpload` and `UploadRefused`."""

    widget = SeveralFilesInput

    def clean(  # type: ignore[override]
        self, data: Sequence[UploadedFile] | None, initial: Any = None
    ) -> list[CheckedUpload | UploadRefused]:
        """Return the verdict on each file, in the order in which they were chosen."""
        return [_judged(file) for file in data or () if isinstance(file, UploadedFile)]


class PhotographsField(UploadsField):
    """Photographs, which a telephone offers to take at once."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask for the types that we take, into which a telephone turns its own."""
        return {**super().widget_attrs(widget), "accept": ",".join(kind.media_type for kind in PHOTOGRAPHS)}


class DraftPaperForm(forms.Form):
    """The files of one paper; which paper, the view knows.

    `taken` holds those that may be kept, even beside others that are refused.
    """

    file = UploadsField(help_text="", label=_("Chọn tệp"), widget=SeveralFilesInput(attrs={"multiple": True}))
    photo = PhotographsField(
        help_text="",
        label=_("Chụp ảnh giấy tờ"),
        widget=SeveralFilesInput(attrs={"capture": "environment"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.taken: list[CheckedUpload] = []

    def clean(self) -> dict[str, Any]:
        """Part the files that may be kept from those that are refused, each with its reason."""
        given = super().clean() or {}
        judged = [(name, one) for name in ("file", "photo") for one in given.get(name) or ()]
        self.taken = [one for _name, one in judged if isinstance(one, CheckedUpload)]
        for name, one in judged:
            if isinstance(one, UploadRefused):
                self.add_error(name, str(one))
        if not judged and not self.errors:
            self.add_error("file", self.fields["file"].error_messages["required"])
        return given


def _judged(file: UploadedFile) -> CheckedUpload | UploadRefused:
    try:
        return check_upload(file)
    except UploadRefused as refused:
        return refused
