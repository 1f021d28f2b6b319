"""What workers do for the catalogue."""

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.importing import import_file
from procedures.interchange.rows import BadFile
from procedures.services import imports


@shared_task(name="procedures.tasks.run_import")
def run_import(pk: int) -> str:
    """Try or do an import that was asked for; one that is under way elsewhere or over is left alone."""
    run = imports.begin(pk, at=timezone.now())
    if run is None:
        return "under way or over"
    try:
        with run.file.open("rb") as file:
            report = import_file(
                file,
                name=run.file_name,
                valid_from=run.valid_from,
                is_trial=run.is_trial,
                progress=lambda read, total: imports.note_progress(run, read=read, total=total, at=timezone.now()),
            )
    except BadFile as error:
        imports.fail(run, str(error), at=timezone.now())
        return "refused"
    except Exception:
        imports.fail(run, _("Hệ thống gặp lỗi khi đọc tệp. Phần đã nhập vẫn đầy đủ từng thủ tục."), at=timezone.now())
        raise
    imports.finish(run, report.as_dict(), at=timezone.now())
    return "done"
