"""Addresses of a site on which something breaks."""

from django.urls import path

from newsroom.urls import handler500, urlpatterns


def broken(request):
    raise RuntimeError("on purpose")


urlpatterns = [path("broken/", broken), *urlpatterns]
__all__ = ["handler500", "urlpatterns"]
