"""A story that is read counts once, however often it is looked at again, with scripts and without."""

import time

from readers.models import ReadCount
from tests import factories

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"  # ours says that it has no head


def test_five_loads_of_a_long_story_read_to_its_end_count_one(page):
    paragraphs = "\n\n".join(f"Paragraph {number}. " + "The boats came in late. " * 20 for number in range(60))
    story = factories.make_article(body=paragraphs)
    page.set_extra_http_headers({"User-Agent": FIREFOX})
    for _ in range(5):
        with page.expect_response("**/beacon/*.gif"):
            page.goto(story.get_absolute_url())
            page.locator(".beacon").scroll_into_view_if_needed()
    assert _counts(story) == [1]
    assert page.context.cookies() == []
    box = page.locator(".beacon").evaluate(
        "image => [document.documentElement.scrollWidth, image.parentElement.getBoundingClientRect().bottom, "
        "image.previousElementSibling.getBoundingClientRect().bottom]"
    )
    assert box[0] <= page.viewport_size["width"]
    assert box[1] == box[2]  # it takes no room


def _counts(story) -> list[int]:
    until = time.monotonic() + 5
    while not (found := list(ReadCount.objects.filter(article=story).values_list("reads", flat=True))):
        assert time.monotonic() < until
        time.sleep(0.05)
    return found
