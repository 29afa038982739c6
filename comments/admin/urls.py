"""The moderators' own pages at the desk."""

from django.urls import path

from comments.admin import errors, log, people, queue

app_name = "moderating"

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/<int:pk>/", queue.comment, name="comment"),
    path("queue/<int:pk>/decide/", queue.decide, name="decide"),
    path("undo/<uuid:batch>/", queue.undo, name="undo"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/remove/", people.remove_all, name="remove-all"),
    path("people/<int:pk>/sanction/", people.sanction, name="sanction"),
    path("sanctions/<int:pk>/lift/", people.lift, name="lift"),
    path("decisions/", log.log, name="log"),
    path("errors/", errors.errors, name="errors"),
    path("errors/<int:pk>/", errors.answer, name="answer"),
]
