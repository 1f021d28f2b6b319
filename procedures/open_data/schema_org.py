"""A procedure as schema.org's GovernmentService, for search engines and assistants.

Every property is one that schema.org defines for its type, and every value is of the type that it expects; what the
vocabulary cannot say exactly (working days) is said in words.
"""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.text import Truncator

from agencies.models import Agency
from procedures.limits import LimitUnit
from procedures.models import CompetenceKind, Fee, TimeLimit
from procedures.queries import ProcedurePage, Way

MOST_AGENCIES = 20
LONGEST_NAME = 300

Thing = dict[str, Any]

LEGISLATION: Thing = {"@type": "Legislation"}


def government_service(page: ProcedurePage, *, url: str) -> Thing:
    """Return the description of a procedure whose page is at `url`, as JSON-LD; what is not known is left out."""
    version = page.version
    description: Thing = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "@id": url,
        "name": Truncator(version.name).chars(LONGEST_NAME),
        "description": version.summary or version.name,
        "identifier": version.procedure.code,
        "url": url,
        "category": version.sector.name,
        "serviceType": version.category,
        "audience": [{"@type": "Audience", "audienceType": label} for label in version.audience_labels],
        "areaServed": {"@type": "AdministrativeArea", "name": settings.PROVINCE_NAME},
        "provider": _organisations(page, CompetenceKind.COMPETENT) or _organisations(page, CompetenceKind.IMPLEMENTING),
        "serviceOperator": _organisations(page, CompetenceKind.IMPLEMENTING),
        "availableChannel": [_channel(way, label, url=url) for way in page.ways for label in _labels(way)],
        "offers": [_offer(way, fee) for way in page.ways for fee in way.fees if fee.amount is not None],
        "serviceOutput": [{"@type": "Thing", "name": result.name} for result in page.results],
        "isRelatedTo": [
            {"@type": "GovernmentService", "name": other.name, "identifier": other.code}
            for other in page.related
            if other.name
        ],
        "subjectOf": [
            _filled({**LEGISLATION, "name": ground.name, "legislationIdentifier": ground.number, "url": ground.url})
            for ground in page.legal_bases
        ],
    }
    return _filled(description)


def duration(limit: TimeLimit) -> str:
    """Return a limit as an ISO 8601 duration, or nothing where that could not say the same (working days and hours)."""
    if limit.amount is None:
        return ""
    whole = limit.amount == limit.amount.to_integral_value()
    letter = {LimitUnit.CALENDAR_DAY: "D", LimitUnit.MONTH: "M"}.get(LimitUnit(limit.unit))
    return f"P{Decimal(limit.amount).normalize():f}{letter}" if letter and whole else ""


def _labels(way: Way) -> list[str]:
    return [str(channel.label) for channel in way.channels]


def _channel(way: Way, label: str, *, url: str) -> Thing:
    usual = way.limits[0] if way.limits else None
    return _filled(
        {
            "@type": "ServiceChannel",
            "name": label,
            "description": "; ".join(_limit_words(limit) for limit in way.limits),
            "processingTime": duration(usual) if usual else "",
            "serviceUrl": url,
            "availableLanguage": "vi",
        }
    )


def _limit_words(limit: TimeLimit) -> str:
    return f"{limit} ({limit.condition})" if limit.condition else str(limit)


def _offer(way: Way, fee: Fee) -> Thing:
    return _filled(
        {
            "@type": "Offer",
            "name": fee.name,
            "price": fee.amount,
            "priceCurrency": "VND",
            "description": "; ".join(text for text in (way.label, fee.condition, fee.exemption) if text),
        }
    )


def _organisations(page: ProcedurePage, kind: CompetenceKind) -> list[Thing]:
    """Return who takes part in one capacity; all communes are one, since a province has hundreds."""
    contacts = {part.agency.name: part.agency for part in page.parts(kind) if part.agency}
    return [_organisation(name, contacts.get(name)) for name in page.agency_names(kind)[:MOST_AGENCIES]]


def _organisation(name: str, agency: Agency | None) -> Thing:
    organisation = {"@type": "GovernmentOrganization", "name": name}
    if agency is None:
        return organisation
    known = {"identifier": agency.code, "address": agency.address, "telephone": agency.phone}
    return _filled(organisation | known)


def _filled(thing: Thing) -> Thing:
    """Return what is known: an empty text or list says nothing. A price of 0 says something."""
    return {name: value for name, value in thing.items() if value not in ("", [], None)}
