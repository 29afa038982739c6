from django.http import HttpResponse


def front(request):
    return HttpResponse("front")


for_you = search = topics = topic = authors = author = archive = archive_year = archive_month = archive_day = story = (
    category
) = front
