"""Production's settings, each time in a process of their own as an operator meets them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
    "ALLOWED_HOSTS": "news.example.org",
    "EMAIL_HOST": "mail.example.org",
    "DEFAULT_FROM_EMAIL": "news@example.org",
    "MFA_ENCRYPTION_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
}


@pytest.fixture
def manage(tmp_path):
    """`manage("check", NAME=value)` runs manage.py with production's settings and this environment alone."""

    def run(*arguments, **environment) -> subprocess.CompletedProcess:
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
            env=kept | {"DJANGO_SETTINGS_MODULE": "newsroom.settings.production", "NEWSROOM_VAR": str(tmp_path)}
            | environment,
        )  # fmt: skip

    return run


@pytest.fixture
def complete(tmp_path) -> dict[str, str]:
    return COMPLETE | {"DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}"}


@pytest.fixture(autouse=True)
def _no_env_file():
    if (ROOT / ".env").exists():
        pytest.skip("this installation's own .env would answer for what is missing")


def test_everything_missing_or_malformed_is_one_error(manage):
    environment = {"EMAIL_PORT": "many", "MFA_ENCRYPTION_KEYS": "too-short", "OIDC_NAME": "The Company"}
    answer = manage("check", **environment)
    assert answer.returncode != 0
    for words in (
        "SECRET_KEY is missing: a random string",
        "ALLOWED_HOSTS is missing: the host names",
        "DATABASE_URL is missing: postgres://",
        "EMAIL_HOST is missing: the mail server",
        "DEFAULT_FROM_EMAIL is missing",
        "EMAIL_PORT must be a whole number",
        "MFA_ENCRYPTION_KEYS: number 1 is not a Fernet key",
        "OIDC_SERVER_URL is missing",
        "OIDC_CLIENT_ID is missing",
        "OIDC_CLIENT_SECRET is missing",
    ):
        assert answer.stderr.count(words) == 1, words
    assert "MFA_ENCRYPTION_KEYS is missing: Fernet keys" in manage("check").stderr


def test_a_complete_environment_passes_the_deploy_check_without_a_warning(manage, complete):
    answer = manage("check", "--deploy", "--fail-level", "WARNING", **complete)
    assert (answer.returncode, answer.stdout) == (0, "System check identified no issues (0 silenced).\n"), answer.stderr


def test_a_complete_environment_makes_no_secret_of_its_own(manage, complete, tmp_path):
    manage("check", **complete)
    assert not (tmp_path / "secret_key").exists()


def test_demonstration_accounts_are_refused(manage, complete):
    answer = manage("load_demo_accounts", **complete)
    assert answer.returncode == 1
    assert "not in production" in answer.stderr
    assert "Traceback" not in answer.stderr


LOG_IN = """
from django.test import Client
page = Client(headers={"host": "news.example.org", "x-forwarded-proto": "https"}).get("/accounts/login/")
print(page.headers["Content-Security-Policy"].partition("form-action")[2])
print([line.strip() for line in page.content.decode().splitlines() if "provider" in line or "/login/?process" in line])
"""


def test_providers_appear_once_their_keys_are_set_and_the_policy_lets_their_forms_pass(manage, complete):
    environment = complete | {
        "GOOGLE_CLIENT_ID": "g", "GOOGLE_CLIENT_SECRET": "s", "OIDC_NAME": "The Company", "OIDC_CLIENT_ID": "c",
        "OIDC_CLIENT_SECRET": "s", "OIDC_SERVER_URL": "https://id.example.org/realm",
    }  # fmt: skip
    manage("migrate", "-v0", **complete)
    manage("collectstatic", "--noinput", **complete)
    with_keys = manage("shell", "-c", LOG_IN, **environment)
    without = manage("shell", "-c", LOG_IN, **complete)
    assert "'self' https://accounts.google.com https://id.example.org" in with_keys.stdout, with_keys.stderr
    assert "/accounts/google/login/" in with_keys.stdout
    assert "/accounts/oidc/oidc/login/" in with_keys.stdout
    assert ">The Company<" in with_keys.stdout
    assert "'self'\n[]" in without.stdout, without.stderr


ADDRESS = "from django.conf import settings; print(settings.SITE_ADDRESS)"


def test_the_links_of_mail_lead_to_the_first_host_unless_another_address_is_given(manage, complete):
    assert manage("shell", "-v0", "-c", ADDRESS, **complete).stdout == "https://news.example.org\n"
    elsewhere = complete | {"SITE_ADDRESS": "https://www.example.org"}
    assert manage("shell", "-v0", "-c", ADDRESS, **elsewhere).stdout == "https://www.example.org\n"


def test_a_site_that_does_not_know_its_address_does_not_start(manage, complete):
    for unknown in ({"ALLOWED_HOSTS": ".example.org"}, {"ALLOWED_HOSTS": "*"}, {"SITE_ADDRESS": "news.example.org"}):
        answer = manage("check", **(complete | unknown))
        assert answer.returncode != 0
        assert answer.stderr.count("SITE_ADDRESS must be where readers find the site") == 1
