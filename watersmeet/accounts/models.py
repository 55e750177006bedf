"""Users and the links we send."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from watersmeet.base.db.rows import Row


class Users(BaseUserManager["User"]):
    """Makes users."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> "User":  # noqa: ANN401
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

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = Users()

    class Meta:
        constraints = (models.UniqueConstraint(Lower("email"), name="accounts_user_one_email"),)

    def __str__(self) -> str:
        return self.name
