"""Every address of the portal, each with real arguments from a world in which something of everything exists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from agencies.uploads import check_upload
from dossiers import drafts
from dossiers.models import DossierDraft
from dossiers.tests.cast import MONDAY, PDF, World, instant, walk
from dossiers.workflow import MOVES, Status

AFTERNOON = instant(MONDAY, "15:00")
"""When the pages are asked for: the dossiers began in the morning."""

NOBODYS = UUID("00000000-0000-4000-8000-000000000000")


@dataclass(frozen=True)
class Pattern:
    """One pattern of addresses: its name with namespaces, its route as written, its view, its arguments."""

    name: str
    route: str
    view: Any
    arguments: tuple[str, ...]

    @property
    def is_public(self) -> bool:
        """Whether a stranger may come: by Django's mark for a page, by its permissions for a view of the API."""
        api_view = getattr(self.view, "cls", None)
        if hasattr(api_view, "permission_classes"):
            return not [one for one in api_view.permission_classes if one.__name__ != "AllowAny"]
        return not getattr(self.view, "login_required", True)


def patterns() -> list[Pattern]:
    """Return every pattern that the portal answers, in the order in which it is looked up."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(entries: list[URLPattern | URLResolver], namespace: str, route: str) -> Iterator[Pattern]:
    for entry in entries:
        full = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inside = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, inside, full)
        else:
            converters = entry.pattern.converters or entry.pattern.regex.groupindex
            name = f"{namespace}{entry.name}" if entry.name else ""
            yield Pattern(name, full, entry.callback, tuple(converters))


@dataclass
class Populated:
    """A world with one dossier in every status, and a draft that is ready to be submitted."""

    world: World
    codes: dict[Status, str]
    draft: DossierDraft
    file_key: UUID

    def addresses(self, pattern: Pattern) -> list[str]:
        """Return the addresses of a pattern, one for each thing in this world that it may be about."""
        if not pattern.name:
            return []
        choices = self._choices(pattern)
        try:
            return [reverse(pattern.name, kwargs=choice) for choice in choices]
        except NoReverseMatch as error:
            raise AssertionError(
                f"The tests do not know what stands for {pattern.arguments} in “{pattern.route}”: say so in"
                " portal/tests/addresses.py, so that the new page is tried like all others."
            ) from error

    def all_addresses(self) -> list[str]:
        """Return every address of this world."""
        return [address for pattern in patterns() for address in self.addresses(pattern)]

    def _choices(self, pattern: Pattern) -> list[dict[str, Any]]:
        """Return the arguments with which a pattern is tried."""
        if not pattern.arguments:
            return [{}]
        if pattern.name == "dossiers:move":
            moves = {(move.before, move.action) for move in MOVES if move.before}
            return [
                {"code": self.codes[before], "action": action.value.replace("_", "-")}
                for before, action in sorted(moves, key=str)
            ]
        # Procedures, too, are named by a code; the two are told apart by what stands before it.
        is_procedure = pattern.route.startswith(("thu-tuc/", "quay/tiep-nhan/")) or "procedures/" in pattern.route
        if "code" in pattern.arguments and not is_procedure:
            known = self._known(pattern)
            return [{**known, "code": code} for code in self.codes.values()]
        return [{**self._known(pattern), **({"code": "9.000001"} if is_procedure else {})}]

    def _known(self, pattern: Pattern) -> dict[str, Any]:
        known = {
            "key": self.draft.key if pattern.route.startswith("nop-ho-so/") else "MQ-1",
            "file_key": self.file_key,
            "slug": "2026-02",
            "month": "2026-02",
            "uidb36": "1",
            "pk": 1,
        }
        return {name: known[name] for name in pattern.arguments if name in known}


def populate(world: World, *, at: datetime = AFTERNOON) -> Populated:
    """Fill a world: a dossier of An's in each status, a complete draft, files."""
    # Signing up leaves this row, too; allauth would make up for it at the first chance.
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in User.objects.all()
    )
    codes = {status: walk(world, status).code for status in Status}
    draft = drafts.start(world.certificate, user=world.an, at=at)
    drafts.declare(draft, TYPED_DECLARATION, fields=TYPED_DECLARATION, is_complete=True, at=at)
    for required in world.certificate.required_documents.all():
        if drafts.must_be_attached(required):
            scan = SimpleUploadedFile("to-khai.pdf", PDF, content_type="application/pdf")
            attached = drafts.attach(draft, required, check_upload(scan), at=at)
    return Populated(world, codes, draft, attached.file_id)


TYPED_DECLARATION = {
    "applicant_kind": "person",
    "name": "Nguyễn Văn An",
    "personal_id": "049090000127",
    "phone": "0900000127",
    "email": "an@test.test",
    "address": "Số 18, đường Lê Lợi, phường Hòa Thuận, tỉnh An Hòa",
    "content": "Đề nghị cấp chứng chỉ",
    "return_method": "counter",
}
