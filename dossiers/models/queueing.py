"""The waiting hall: counters, tickets and appointments of a one-stop office."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import OneStopOffice
from dossiers.models.dossier import Dossier
from procedures.models import Sector


class HallSettings(models.Model):
    """How an office lets people wait; an office without a row gives tickets online and takes no bookings.

    A slot is `slot_minutes` long and takes `places` visitors; one may book up to `days_ahead` working days ahead.
    """

    office = models.OneToOneField(OneStopOffice, on_delete=models.PROTECT, related_name="hall")
    gives_tickets_online = models.BooleanField(_("Cho lấy số qua mạng"), default=True)
    takes_bookings = models.BooleanField(_("Cho đặt lịch hẹn"), default=False)
    slot_minutes = models.PositiveSmallIntegerField(_("Mỗi khung giờ dài (phút)"), default=30)
    places = models.PositiveSmallIntegerField(_("Số người mỗi khung giờ"), default=4)
    days_ahead = models.PositiveSmallIntegerField(_("Đặt trước tối đa (ngày làm việc)"), default=10)

    class Meta:
        verbose_name = _("thiết lập sảnh chờ")
        constraints = [
            models.CheckConstraint(condition=Q(slot_minutes__range=(5, 240)), name="slot_is_5_to_240_minutes_long"),
            models.CheckConstraint(condition=Q(places__range=(1, 200)), name="slot_takes_somebody"),
            models.CheckConstraint(condition=Q(days_ahead__range=(1, 60)), name="booking_reaches_one_to_sixty_days"),
        ]

    def __str__(self) -> str:
        return f"{self.office}"


class Counter(models.Model):
    """A counter (quầy) of an office, and the sectors it serves; none means all of them."""

    office = models.ForeignKey(OneStopOffice, on_delete=models.PROTECT, related_name="counters")
    number = models.PositiveSmallIntegerField(_("Số quầy"))
    name = models.CharField(_("Tên quầy"), max_length=80, blank=True)
    sectors = models.ManyToManyField(Sector, verbose_name=_("Lĩnh vực"), blank=True, related_name="+")
    clerk = models.ForeignKey(
        User, verbose_name=_("Người đang ngồi quầy"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_open = models.BooleanField(_("Đang mở"), default=False)

    class Meta:
        verbose_name = _("quầy")
        ordering = ["office_id", "number"]
        constraints = [models.UniqueConstraint(fields=["office", "number"], name="counter_number_is_one_at_an_office")]

    def __str__(self) -> str:
        return f"{self.number}"


class Priority(models.TextChoices):
    """Who is served before others.

    Law: Luật Người cao tuổi 2009 Điều 2 and Luật Người khuyết tật 2010 Điều 4 (care before others); Pháp lệnh Ưu đãi
    người có công 2020.
    """

    NONE = "none", _("Không thuộc diện ưu tiên")
    ELDERLY = "elderly", _("Người cao tuổi")
    DISABLED = "disabled", _("Người khuyết tật")
    PREGNANT = "pregnant", _("Phụ nữ mang thai, người bế con nhỏ")
    VETERAN = "veteran", _("Người có công với cách mạng")


class TicketSource(models.TextChoices):
    """Where a ticket was drawn."""

    KIOSK = "kiosk", _("Máy lấy số tại sảnh")
    WEB = "web", _("Lấy số qua mạng")
    STAFF = "staff", _("Cán bộ hướng dẫn lấy giúp")
    APPOINTMENT = "appointment", _("Đến theo lịch hẹn")


class TicketState(models.TextChoices):
    """How far a visitor has come."""

    WAITING = "waiting", _("Đang chờ")
    CALLED = "called", _("Đã gọi")
    SERVING = "serving", _("Đang phục vụ")
    SERVED = "served", _("Đã xong")
    ABSENT = "absent", _("Gọi không có mặt")
    CANCELLED = "cancelled", _("Đã hủy")


class Appointment(models.Model):
    """A time that a citizen booked at an office. `secret` opens it without an account.

    The slot is a start: how long it is and how many fit into it are the office's settings at booking.
    `cancelled_because` is what the office says where the calendar closed the slot; empty where the visitor gave it
    back.
    """

    office = models.ForeignKey(OneStopOffice, on_delete=models.PROTECT, related_name="appointments")
    sector = models.ForeignKey(Sector, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("Mã lịch hẹn"), max_length=16, unique=True)
    secret = models.CharField(max_length=12)
    key = models.UUIDField(unique=True)
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments")
    name = models.CharField(_("Họ và tên"), max_length=120)
    phone = models.CharField(_("Số điện thoại"), max_length=16)
    purpose = models.CharField(_("Việc cần làm"), max_length=300, blank=True)
    priority = models.CharField(_("Ưu tiên"), max_length=10, choices=Priority, default=Priority.NONE)
    starts_at = models.DateTimeField(_("Giờ hẹn"))
    booked_at = models.DateTimeField(_("Đặt lúc"))
    cancelled_at = models.DateTimeField(_("Hủy lúc"), null=True, blank=True)
    cancelled_because = models.CharField(_("Vì sao cơ quan hủy"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("lịch hẹn")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["office", "starts_at"], name="appointment_taken", condition=Q(cancelled_at=None))
        ]

    def __str__(self) -> str:
        return self.code


class QueueTicket(models.Model):
    """One visitor's number (số thứ tự) on one day at one office.

    `ordinal` counts within office, local day and prefix; `label` is what is called (“A012”). Waiting time is from
    `drawn_at` to the first call, service time from `began_at` to `ended_at`. A waiting ticket that names a counter was
    sent there and waits for that one alone. `secret` is its address for whoever drew it.
    """

    office = models.ForeignKey(OneStopOffice, on_delete=models.PROTECT, related_name="tickets")
    on = models.DateField(_("Ngày"))
    prefix = models.CharField(max_length=2)
    ordinal = models.PositiveIntegerField()
    label = models.CharField(_("Số thứ tự"), max_length=8)
    secret = models.CharField(max_length=12, unique=True)
    key = models.UUIDField(unique=True)
    sector = models.ForeignKey(Sector, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    priority = models.CharField(_("Ưu tiên"), max_length=10, choices=Priority, default=Priority.NONE)
    source = models.CharField(_("Lấy số bằng"), max_length=12, choices=TicketSource)
    appointment = models.OneToOneField(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="ticket"
    )
    state = models.CharField(_("Tình trạng"), max_length=10, choices=TicketState, default=TicketState.WAITING)
    drawn_at = models.DateTimeField(_("Lấy số lúc"))
    counter = models.ForeignKey(Counter, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets")
    clerk = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    calls = models.PositiveSmallIntegerField(_("Số lần gọi"), default=0)
    first_called_at = models.DateTimeField(null=True, blank=True)
    called_at = models.DateTimeField(_("Gọi lúc"), null=True, blank=True)
    began_at = models.DateTimeField(_("Bắt đầu phục vụ lúc"), null=True, blank=True)
    ended_at = models.DateTimeField(_("Kết thúc lúc"), null=True, blank=True)
    dossiers = models.ManyToManyField(Dossier, blank=True, related_name="tickets")

    class Meta:
        verbose_name = _("số thứ tự")
        ordering = ["office_id", "on", "pk"]
        indexes = [models.Index(fields=["office", "on", "state"], name="ticket_queue")]
        constraints = [
            models.UniqueConstraint(fields=["office", "on", "prefix", "ordinal"], name="ticket_number_is_one_a_day"),
            models.UniqueConstraint(
                fields=["counter"], condition=Q(state__in=["called", "serving"]), name="counter_serves_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["called", "serving"]) | Q(counter__isnull=False),
                name="called_ticket_names_its_counter",
            ),
        ]

    def __str__(self) -> str:
        return self.label
