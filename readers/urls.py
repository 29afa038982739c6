"""Readers' addresses: a person's own at /my/, and the pages of what readers like."""

from django.urls import include, path

from readers.views import account, comfort, data, digest, history, knowing, leaning, offline, saved
from readers.views.beacon import beacon
from readers.views.for_you import for_you
from readers.views.most_read import most_read
from readers.views.place import place

own = [
    path("", account.account, name="account"),
    path("pen-name/", account.pen_name, name="pen_name"),
    path("data/", data.my_data, name="my_data"),
    path("data/archive/", data.my_archive, name="my_archive"),
    path("data/delete/", data.delete_account, name="delete_account"),
    path("data/delete/code/", data.delete_account_code, name="delete_account_code"),
    path("data/keep/", data.keep_account, name="keep_account"),
    path("follows/", leaning.follows, name="follows"),
    path("follows/choose/", leaning.choose, name="choose_follows"),
    path("follows/lean/", leaning.lean, name="lean"),
    path("what-we-know/", knowing.what_we_know, name="what_we_know"),
    path("what-we-know/forget/", knowing.forget, name="forget"),
    path("what-we-know/switch/", knowing.personalise, name="personalise"),
    path("comfort/", comfort.comfort, name="comfort"),
    path("place/", place, name="place"),
    path("saved/", saved.saved, name="saved"),
    path("saved/kept/", offline.kept, name="kept"),
    path("history/", history.history, name="history"),
    path("history/remove/", history.remove, name="remove_read"),
    path("history/erase/", history.erase, name="erase_history"),
    path("history/switch/", history.switch, name="switch_history"),
    path("digest/", digest.digest, name="digest"),
    path("digest/link/", digest.digest_link, name="digest_link"),
    path("digest/stop/", digest.digest_stop, name="digest_stop"),
    path("digest/confirm/<str:token>/", digest.digest_confirm, name="digest_confirm"),
    path("digest/end/<str:token>/", digest.digest_end, name="digest_end"),
]

urlpatterns = [
    path("my/", include(own)),
    path("sw.js", offline.worker, name="worker"),
    path("offline/", offline.offline, name="offline"),
    path("for-you/", for_you, name="for_you"),
    path("most-read/", most_read, name="most_read"),
    path("beacon/<int:article>.gif", beacon, name="beacon"),
]
