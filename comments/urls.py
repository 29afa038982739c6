"""The conversation's addresses, below /comments/."""

from django.urls import path

from comments.views import reacting, reading, writing

app_name = "comments"
urlpatterns = [
    path("on/<int:article_id>/", reading.conversation, name="conversation"),
    path("on/<int:article_id>/newest/", reading.newest, name="newest"),
    path("on/<int:article_id>/after/<int:pk>/", reading.after, name="after"),
    path("on/<int:article_id>/post/", writing.post, name="post"),
    path("draft/<int:article_id>/", writing.draft, name="draft"),
    path("thread/<int:pk>/", reading.thread, name="thread"),
    path("<int:pk>/", reading.comment, name="comment"),
    path("<int:pk>/reply/", writing.reply, name="reply"),
    path("<int:pk>/edit/", writing.edit, name="edit"),
    path("<int:pk>/appeal/", writing.appeal, name="appeal"),
    path("<int:pk>/like/", reacting.like, name="like"),
    path("<int:pk>/report/", reacting.report, name="report"),
    path("<int:pk>/mute/", reacting.mute, name="mute"),
    path("<int:pk>/delete/", reacting.delete, name="delete"),
]
