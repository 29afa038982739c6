"""The readers' addresses. A story's is its stored path; sections stand at the top level, so they come last."""

from django.urls import path

from articles import views

urlpatterns = [
    # First, since it is asked for most; no other address has its form.
    path("<slug:section>/<int:year>/<int:month>/<int:day>/<str:slug>/", views.story, name="story"),
    path("", views.front, name="front"),
    path("search/", views.search, name="search"),
    path("topics/", views.topics, name="topics"),
    path("topics/<str:slug>/", views.topic, name="topic"),
    path("authors/", views.authors, name="authors"),
    path("authors/<str:slug>/", views.author, name="author"),
    path("archive/", views.archive, name="archive"),
    path("archive/<int:year>/", views.archive_year, name="archive_year"),
    path("archive/<int:year>/<int:month>/", views.archive_month, name="archive_month"),
    path("archive/<int:year>/<int:month>/<int:day>/", views.archive_day, name="archive_day"),
    path("<slug:slug>/", views.category, name="category"),
]
