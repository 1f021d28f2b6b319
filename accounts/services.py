"""What people do with their own accounts."""

from datetime import date

from django.db import transaction

from accounts.models import CitizenProfile, User


def open_profile(user: User, *, personal_id: str) -> CitizenProfile:
    """Keep what a person told at sign-up, so that no form asks it again."""
    return CitizenProfile.objects.create(user=user, personal_id=personal_id)


def revise_profile(
    user: User, *, full_name: str, phone: str, personal_id: str, born_on: date | None, address: str
) -> CitizenProfile:
    """Change what a person says about themselves; dossiers that were submitted keep what they say."""
    with transaction.atomic():
        user.full_name, user.phone = full_name, phone
        user.save(update_fields=["full_name", "phone"])
        profile, _created = CitizenProfile.objects.update_or_create(
            user=user, defaults={"personal_id": personal_id, "born_on": born_on, "address": address}
        )
    return profile
