"""What a fee or charge costs, in words. Pure."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def amount_words(amount: int | None, *, text: str) -> str:
    """Return an amount of đồng in words; without one, the source's own words, or that the council sets it.

    Law: Luật Phí và lệ phí 97/2015/QH13 Điều 21 (what provincial councils set).
    """
    if amount is None:
        return text or _("Theo nghị quyết của Hội đồng nhân dân tỉnh")
    if amount == 0:
        return _("Miễn")
    return _("%(amount)s đồng") % {"amount": number_format(amount, 0, force_grouping=True)}
