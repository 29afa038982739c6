"""Settings from the environment."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom.env import Env, read_file


def test_everything_missing_or_malformed_is_listed_at_once():
    env = Env(environ={"PORT": "many", "TLS": "perhaps"})
    env.text("SECRET_KEY", purpose="a long random string")
    env.number("PORT", 1)
    env.flag("TLS", default=False)
    env.words("HOSTS", None)
    with pytest.raises(ImproperlyConfigured) as error:
        env.check()
    for words in ("SECRET_KEY is missing: a long random string", "PORT must be", "TLS must be", "HOSTS is missing"):
        assert words in str(error.value)


def test_values_are_typed_and_defaults_stand_in():
    env = Env(environ={"PORT": "8001", "TLS": "Yes", "HOSTS": "a.example, b.example,", "EMPTY": ""})
    assert env.number("PORT", 1) == 8001
    assert env.flag("TLS", default=False) is True
    assert env.words("HOSTS") == ["a.example", "b.example"]
    assert env.text("EMPTY", "default") == "default"
    assert env.number("ABSENT", 7) == 7
    env.check()


def test_the_file_is_taken_as_it_stands_and_the_environment_wins(tmp_path):
    file = tmp_path / ".env"
    file.write_text("# a comment\nPASSWORD=$ecret#1=x\nexport NAME='quoted words'\n\nBROKEN\nPORT=1\n")
    assert read_file(file) == {"PASSWORD": "$ecret#1=x", "NAME": "quoted words", "PORT": "1"}
    assert Env(file, environ={"PORT": "2"}).number("PORT", 0) == 2


def test_a_choice_is_one_of_a_few_words():
    env = Env(environ={"CACHE": "off", "COLOUR": "mauve"})
    assert env.choice("CACHE", "on", "off") == "off"
    assert env.choice("ABSENT", "on", "off") == "on"
    env.choice("COLOUR", "red", "green")
    with pytest.raises(ImproperlyConfigured, match="COLOUR must be one of red, green, not 'mauve'"):
        env.check()


def test_no_file_is_no_problem(tmp_path):
    assert read_file(tmp_path / "absent") == {}
