"""Every address of the site. Sections come last, since theirs are words an editor chose."""

from django.contrib import admin
from django.urls import include, path

from newsroom import views

urlpatterns = [
    path("admin/comments/", include("comments.admin.urls")),  # the desk's pages that are no table's
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("comments/notices/", include("comments.notices.urls")),
    path("comments/", include("comments.urls")),
    path("", include("comments.profiles.urls")),
    path("", include("readers.urls")),
    path("health/", views.health, name="health"),
    path("robots.txt", views.robots, name="robots"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("media/<path:name>", views.media, name="media"),
    path("", include("articles.urls")),
]

handler500 = "newsroom.views.server_error"
