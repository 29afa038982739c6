"""What a pen-name may be, and who may have it."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from readers import pen_names
from tests import factories


@pytest.mark.parametrize(
    "name",
    [
        "Kemi K",
        "J. Sina",
        "oldwharf_ben",
        "M. Achebe-Lund",
        "O'Hara",
        "Ọláńrewájú",
        "Ирина",
        "李小龙",
        "नीलम",
        "7 Seas",
        "Zoë",
    ],
)
def test_names_in_any_script_are_good(name):
    pen_names.validate(pen_names.normalise(name))
    pen_names.refuse_reserved(name)


@pytest.mark.parametrize(
    "name",
    [
        "Al", "x" * 31, "two  spaces", "-dash", "12345", "...", "a/b", "<b>bold</b>", "line\nbreak", "mail@example.org",
        "zero\u200bwidth", "right\u202eleft", "smile 😀", "Z\u0321\u0321\u0321\u0321algo", "Аda Оbi Latin",
    ],
)  # fmt: skip
def test_names_that_break_lines_or_deceive_are_refused(name):
    with pytest.raises(ValidationError):
        pen_names.validate(pen_names.normalise(name))


@pytest.mark.parametrize(
    "name",
    ["admin", "ADMIN", "Ad.min", "The Editor", "moderator_2", "Newsroom", "News Room", "newsroom fan", "ｅｄｉｔｏｒ"],
)
def test_a_reader_can_not_pass_for_the_newsroom(name):
    with pytest.raises(ValidationError):
        pen_names.refuse_reserved(pen_names.normalise(name))


def test_full_width_letters_and_curly_apostrophes_become_plain():
    assert pen_names.normalise(" Ｋｅｍｉ O\u2019Hara ") == "Kemi O'Hara"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "second"), [("Kemi", "kemi"), ("ÉMILE", "émile"), ("Ирина", "ИРИНА"), ("Straße", "STRASSE")]
)
def test_two_accounts_never_have_one_name_in_different_case(first, second):
    get_user_model().objects.create_user(first, "first@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        get_user_model().objects.create_user(second, "second@example.org")


@pytest.mark.django_db
def test_two_accounts_never_have_one_address_in_different_case():
    get_user_model().objects.create_user("First", "kemi@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        get_user_model().objects.create_user("Second", "KEMI@example.org")


@pytest.mark.django_db
def test_a_reader_changes_the_pen_name(ada, signed_in, press):
    client = signed_in(ada)
    page = press(client, client.get(reverse("pen_name")), username="ADA o.")
    assert page.resolver_match.view_name == "account"
    assert "You now write as ADA o." in page.content.decode()
    ada.refresh_from_db()
    assert (ada.username, ada.pen_name_key) == ("ADA o.", "ada o.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("kemi", "Somebody already writes under this name."),
        ("The Editor", "kept for the newsroom"),
        ("a/b", "Use letters, digits"),
        ("", "This field is required."),
    ],
)
def test_a_refused_pen_name_changes_nothing_and_stays_in_the_box(ada, signed_in, press, name, words):
    factories.make_user("Kemi")
    client = signed_in(ada)
    page = press(client, client.get(reverse("pen_name")), username=name)
    assert words in page.content.decode()
    assert page.context["request"].user.username == "Ada O."
    ada.refresh_from_db()
    assert ada.username == "Ada O."


@pytest.mark.django_db
def test_one_of_the_newsroom_may_carry_its_name(editor, signed_in, press):
    client = signed_in(editor)
    press(client, client.get(reverse("pen_name")), username="Sport editor")
    editor.refresh_from_db()
    assert editor.username == "Sport editor"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["The Editor", "kemi", "<b>"])
def test_sign_up_refuses_the_same_names(client, press, name):
    factories.make_user("Kemi")
    typed = {"email": "new@example.org", "password1": "seven green lanterns"}
    page = press(client, client.get(reverse("account_signup")), username=name, **typed)
    assert page.resolver_match.view_name == "account_signup"
    assert 'aria-invalid="true"' in page.content.decode()
    assert not get_user_model().objects.filter(email="new@example.org").exists()
