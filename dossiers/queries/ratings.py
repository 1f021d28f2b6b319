"""What is read of ratings. No page of the offices shows the rating of one dossier: the rated never learn who rated."""

from dossiers.models import Dossier, Rating


def is_rated(dossier: Dossier) -> bool:
    """Say whether a dossier has its one rating; one query."""
    return Rating.objects.filter(dossier=dossier).exists()
