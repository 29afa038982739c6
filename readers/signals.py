"""Whoever signs in while their account waits to be deleted is remembered to be on the way out."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from readers import leaving
from readers.models import Leaving


@receiver(user_logged_in)
def remember_leaving(request: HttpRequest, user: Any, **_kwargs: object) -> None:
    asked = Leaving.objects.filter(reader=user.pk).first()
    if asked:
        leaving.remember(asked, request.session)
