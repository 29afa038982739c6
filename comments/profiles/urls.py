"""The addresses of public pages, and of one's own."""

from django.urls import path

from comments.profiles import views

urlpatterns = [
    path("my/page/", views.own_page, name="own_page"),
    path("my/page/choose/", views.choose, name="choose_page"),
    path("readers/<int:pk>/", views.profile, name="profile"),
]
