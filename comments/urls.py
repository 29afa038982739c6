"""The conversation's addresses, below /comments/."""

from django.urls import path

from comments import views

app_name = "comments"
urlpatterns = [
    path("on/<int:article_id>/", views.conversation, name="conversation"),
    path("on/<int:article_id>/post/", views.post, name="post"),
    path("draft/<int:article_id>/", views.draft, name="draft"),
    path("thread/<int:pk>/", views.thread, name="thread"),
    path("<int:pk>/", views.comment, name="comment"),
    path("<int:pk>/reply/", views.reply, name="reply"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/delete/", views.delete, name="delete"),
]
