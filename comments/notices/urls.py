"""The addresses of one's notices, below /comments/notices/."""

from django.urls import path

from comments.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.notices, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("<int:pk>/", views.notice, name="one"),
    path("<int:pk>/mute/", views.mute_thread, name="mute_thread"),
    path("mail/", views.choices, name="choices"),
    path("mail/unmute/thread/<int:root>/", views.unmute_thread, name="unmute_thread"),
    path("mail/unmute/person/<int:pk>/", views.unmute_person, name="unmute_person"),
    path("stop/<str:token>/", views.stop_mail, name="stop_mail"),
    path("mute/<str:token>/", views.mute_by_mail, name="mute_by_mail"),
]
