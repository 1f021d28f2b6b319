"""The two bare tables of the floor, as models that belong to no installed app."""

from django.db import models


class FloorDossier(models.Model):
    """A dossier with nothing to it."""

    code = models.CharField(max_length=60, unique=True)
    applicant = models.CharField(max_length=200)
    address = models.CharField(max_length=300)
    status = models.CharField(max_length=16)
    agency_id = models.BigIntegerField()
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()

    objects: models.Manager["FloorDossier"] = models.Manager()

    class Meta:
        app_label = "floor"
        managed = False
        db_table = "floor_dossier"

    def __str__(self) -> str:
        return self.code


class FloorEvent(models.Model):
    """An event with nothing to it."""

    dossier = models.ForeignKey(FloorDossier, on_delete=models.CASCADE)
    action = models.CharField(max_length=20)
    at = models.DateTimeField()
    words = models.TextField()

    objects: models.Manager["FloorEvent"] = models.Manager()

    class Meta:
        app_label = "floor"
        managed = False
        db_table = "floor_event"

    def __str__(self) -> str:
        return self.action
