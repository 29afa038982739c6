"""Readers' addresses: a person's own at /my/, and the pages of what readers like."""

from django.urls import include, path

from readers.views import account
from readers.views.beacon import beacon

own = [
    path("", account.account, name="account"),
    path("pen-name/", account.pen_name, name="pen_name"),
]

urlpatterns = [
    path("my/", include(own)),
    path("beacon/<int:article>.gif", beacon, name="beacon"),
]
