"""The moments of life in which people need the State, as the catalogue names them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LifeEvent(models.TextChoices):
    """A moment of life, in the order in which a page offers them."""

    BIRTH = "birth", _("Sinh con, nuôi con")
    MARRIAGE = "marriage", _("Kết hôn, gia đình")
    RESIDENCE = "residence", _("Cư trú, căn cước")
    LAND = "land", _("Đất đai")
    HOUSING = "housing", _("Nhà ở, xây dựng")
    BUSINESS = "business", _("Mở và làm kinh doanh")
    VEHICLE = "vehicle", _("Xe cộ, lái xe")
    WORK = "work", _("Việc làm, bảo hiểm")
    STUDY = "study", _("Học tập")
    HEALTH = "health", _("Sức khỏe, y tế")
    SOCIAL_SUPPORT = "social_support", _("Trợ giúp xã hội")
    JUSTICE = "justice", _("Chứng thực, tư pháp")
    DEATH = "death", _("Người thân qua đời")
