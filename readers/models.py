"""People who have an account."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person with an account. `username` is the public pen-name."""
