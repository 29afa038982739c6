"""A person's own addresses, mounted at /my/."""

from django.urls import path

from readers import views

urlpatterns = [
    path("", views.account, name="account"),
    path("pen-name/", views.pen_name, name="pen_name"),
]
