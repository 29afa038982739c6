"""The readers' pages. Each is a list of stories that readers may see, or one story."""

from django.shortcuts import render


def front(request):
    return render(request, "articles/front.html", {})


for_you = search = topics = topic = authors = author = archive = archive_year = archive_month = archive_day = story = (
    category
) = front
