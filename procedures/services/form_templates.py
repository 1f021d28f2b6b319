"""Keeping the files of forms: the same bytes once."""

from django.db import IntegrityError, transaction

from agencies.uploads import CheckedUpload
from procedures.models import FormTemplate

LONGEST_NAME = 300


def keep_form_template(upload: CheckedUpload, *, name: str = "") -> FormTemplate:
    """Keep a checked file as a form that papers may name; the one that is there already if its bytes are known."""
    if known := FormTemplate.objects.filter(sha256=upload.sha256).first():
        return known
    form = FormTemplate(
        name=(" ".join(name.split()) or upload.name)[:LONGEST_NAME],
        file_name=upload.name,
        content_type=upload.media_type,
        sha256=upload.sha256,
    )
    upload.file.seek(0)
    form.content.save(upload.name, upload.file, save=False)
    try:
        with transaction.atomic():
            form.save(force_insert=True)
    except IntegrityError:
        form.content.delete(save=False)
        return FormTemplate.objects.get(sha256=upload.sha256)
    except BaseException:
        form.content.delete(save=False)
        raise
    return form
