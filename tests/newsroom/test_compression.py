"""What is sent compressed."""

import gzip

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tests import factories

pytestmark = pytest.mark.django_db


def test_a_page_is_compressed_for_a_browser_that_takes_it_and_plain_for_one_that_does_not(client):
    address = factories.make_article("Boat found").get_absolute_url()
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed["Content-Encoding"] == "gzip"
    assert "Boat found" in gzip.decompress(packed.content).decode()
    assert "Accept-Encoding" in packed["Vary"]


def test_a_picture_is_sent_as_it_is(client):
    default_storage.save("images/boat.jpg", ContentFile(b"\xff\xd8" + b"0" * 2000))
    response = client.get("/media/images/boat.jpg", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in response.headers
    assert response["Content-Length"] == "2002"
