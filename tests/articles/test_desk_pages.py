"""Every page of the desk: whole under the site's policy, without script or style of its own, named and labelled."""

import html5lib
import pytest

from articles import images
from tests import factories
from tests.articles.conftest import make_picture_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def addresses(editor):
    image = images.ingest(make_picture_file(), alt="Ferries")
    story = factories.make_article(topics=("Food",), lead_image=image)
    draft = factories.make_article(state="draft")
    ours = "/admin/articles/"
    return [
        "/admin/",
        ours,
        *(f"{ours}{model}/" for model in ("article", "image", "topic", "author", "category")),
        *(f"{ours}{model}/add/" for model in ("article", "image", "topic", "author")),
        *(f"{ours}article/{one.pk}/{page}/" for one in (story, draft) for page in ("change", "history")),
        f"{ours}image/{image.pk}/change/",
        f"{ours}image/{images.ingest(make_picture_file(colour='red'), alt='Idle').pk}/delete/",
        f"{ours}topic/{story.topics.get().pk}/change/",
        f"{ours}category/{story.category_id}/change/",
    ]


def test_no_page_of_the_desk_holds_a_script_or_a_style_of_its_own(desk, editor, addresses):
    for address in addresses:
        answer = desk(editor).get(address)
        assert answer.status_code == 200, address
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        page = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
        for element in page.iter():
            if not isinstance(element.tag, str):
                continue
            names = set(element.attrib)
            assert "style" not in names, (address, element.tag, element.attrib)
            assert not any(name.startswith("on") for name in names), (address, element.attrib)
            assert element.tag != "style", address
            assert element.tag != "script" or element.get("src") or element.get("type") == "application/json", address


def test_every_field_of_the_writing_page_has_a_label_and_every_id_is_one(desk, editor):
    story = factories.make_article(state="scheduled")
    for address in ("/admin/articles/article/add/", desk(editor).address(story)):
        page = html5lib.parse(desk(editor).get(address).content.decode(), namespaceHTMLElements=False)
        ids = [element.get("id") for element in page.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), {one for one in ids if ids.count(one) > 1}
        labelled = {label.get("for") for label in page.iter("label")}
        for field in page.iter():
            if field.tag in {"input", "select", "textarea"} and field.get("type") not in {"hidden", "submit"}:
                assert field.get("id") in labelled, field.attrib
