"""Users and the links we send."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from watersmeet.base.db.rows import Row


class Users(BaseUserManager["User"]):
    """Makes users."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> "User":
        """A user who signs in by email."""
        user = self.model(email=self.normalize_email(email).lower(), **more)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of an email address, however it is written."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, Row):
    """A worker, volunteer or community member who signs in. People who ask for help need no account."""

    email = models.EmailField()
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    second_factor_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = Users()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="accounts_user_one_email"),)

    def __str__(self) -> str:
        return self.name


class Second(models.TextChoices):
    """What its holder gives besides the link: chosen by a person or user; a code is sent by another way each time."""

    PIN = "pin", _("PIN")
    WORD = "word", _("word")
    CODE = "code", _("code")


class Link(Row):
    """A link we sent: what it opens, whose it is, until when. Only a keyed hash of its token is kept.

    It belongs to a person, to a user, or to somebody who answers for a partner without accounts (`answerer`). Subject,
    person, answerer and partnership live on floors above: plain identifiers. A code is good until `code_until`, once.
    """

    partnership = models.UUIDField()
    purpose = models.CharField(max_length=20)
    token_hash = models.BinaryField(max_length=32, unique=True)
    handle = models.BinaryField(max_length=32, null=True, db_index=True)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    person = models.UUIDField(null=True)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answerer = models.UUIDField(null=True, db_index=True)
    second = models.CharField(max_length=8, choices=Second)
    secret = models.CharField(max_length=128, blank=True)
    code_asked_at = models.DateTimeField(null=True)
    code_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    back_tries = models.PositiveSmallIntegerField(default=0)
    uses_left = models.PositiveSmallIntegerField(null=True)
    issued_at = models.DateTimeField()
    issued_by_kind = models.CharField(max_length=12)
    issued_by_id = models.UUIDField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=False, user=None, answerer=None)
                | Q(person=None, user__isnull=False, answerer=None)
                | Q(person=None, user=None, answerer__isnull=False),
                name="accounts_link_has_one_holder",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("issued_at")), name="accounts_link_opens_for_a_while"),
            models.CheckConstraint(
                condition=Q(answerer=None) | Q(second=Second.CODE), name="accounts_link_of_answerer_by_code"
            ),
        )
        indexes = (models.Index(fields=("person", "issued_at"), name="accounts_link_of_person"),)

    def __str__(self) -> str:
        return f"{self.purpose} link {self.pk}"


class Pass(Row):
    """What another system of a partner shows to come in. Only a keyed hash of it is kept.

    Partner and partnership live on floors above: plain identifiers.
    """

    partnership = models.UUIDField()
    partner = models.UUIDField(db_index=True)
    name = models.CharField(max_length=80)
    scopes = models.JSONField()
    token_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    until = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(until__gt=F("made_at")), name="accounts_pass_opens_for_a_while"),
        )

    def __str__(self) -> str:
        return f"pass {self.pk}"
