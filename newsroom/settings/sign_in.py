"""Sign-in by django-allauth: e-mail and password, mailed codes, passkeys, and the providers whose keys are set."""

import base64
import binascii
from urllib.parse import urlsplit

from newsroom.settings.environment import env

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "readers.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "readers.forms.LogInForm",
    "signup": "readers.forms.SignUpForm",
    "add_email": "readers.forms.NewAddressForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]  # username is the public pen-name
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # a code has to be the first thing in the subject
ACCOUNT_SESSION_REMEMBER = True  # no checkbox: a session lives until Log Out
ACCOUNT_CHANGE_EMAIL = True  # one address; the new one replaces it once its code came back
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True  # the mailed code has proved who it is, and `next` leads on from there

# Mailed codes, never links: a code works on whichever device the mail is read
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False  # offered to new addresses only, it would tell which are known
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds; the default of three minutes is short for mail
ACCOUNT_LOGIN_BY_CODE_TRUST_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600

# Two factors and passkeys
MFA_ADAPTER = "readers.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # browsers allow it on localhost alone; production turns it off
MFA_TRUST_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ENCRYPTION_KEYS = env.words("MFA_ENCRYPTION_KEYS")  # newest first; without any, a key is derived from SECRET_KEY

DEMO_ACCOUNTS_ALLOWED = True
USERSESSIONS_TRACK_ACTIVITY = False  # costs seven queries and a write on every signed-in request

# Requests behind this many proxies carry the reader's address in X-Forwarded-For. Too many lets anybody forge theirs
# past the limits; too few puts all readers into one bucket.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("ALLAUTH_TRUSTED_PROXY_COUNT", 0)

# Names only the newsroom's own people may carry, as a whole or as one of the words of a pen-name
RESERVED_PEN_NAMES = {
    *("admin", "administrator", "anonymous", "author", "desk", "editor", "editorial", "everyone", "help", "journalist"),
    *("mod", "moderation", "moderator", "newsdesk", "newsroom", "official", "owner", "reporter", "root", "security"),
    *("service", "staff", "superuser", "support", "system", "team", "webmaster", "writer"),
}

# Sign-in with others, each once its keys are set. Chrome holds a form's redirects to the policy's form-action, so the
# origins they lead to have to stand there.
SIGN_IN_PROVIDERS: list[str] = []
SIGN_IN_FORM_ACTIONS: list[str] = []
SOCIALACCOUNT_PROVIDERS: dict[str, dict] = {}
SOCIALACCOUNT_FORMS = {"signup": "readers.forms.ProviderSignUpForm"}
SOCIALACCOUNT_AUTO_SIGNUP = False  # the pen-name is public, so it is chosen and never made from somebody's real name

_GOOGLE = {key: env.text(f"GOOGLE_{key.upper()}", "") for key in ("client_id", "client_secret")}
if any(_GOOGLE.values()):
    SIGN_IN_PROVIDERS.append("allauth.socialaccount.providers.google")
    SIGN_IN_FORM_ACTIONS.append("https://accounts.google.com")
    SOCIALACCOUNT_PROVIDERS["google"] = {
        "APPS": [{"client_id": _GOOGLE["client_id"], "secret": _GOOGLE["client_secret"]}],
        "SCOPE": ["profile", "email"],
        "OAUTH_PKCE_ENABLED": True,
    }

_OIDC = {key: env.text(f"OIDC_{key.upper()}", "") for key in ("name", "server_url", "client_id", "client_secret")}
if any(_OIDC.values()):
    SIGN_IN_PROVIDERS.append("allauth.socialaccount.providers.openid_connect")
    SIGN_IN_FORM_ACTIONS.append("{0.scheme}://{0.netloc}".format(urlsplit(_OIDC["server_url"])))
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": _OIDC["name"],
                "client_id": _OIDC["client_id"],
                "secret": _OIDC["client_secret"],
                "settings": {"server_url": _OIDC["server_url"]},
            }
        ],
        "OAUTH_PKCE_ENABLED": True,
    }


def _problems() -> list[str]:
    """What is wrong with the above, for the one error that lists everything."""
    found = [
        f"{prefix}_{key.upper()} is missing: another {prefix}_ setting is there, and it takes all of them"
        for prefix, keys in (("GOOGLE", _GOOGLE), ("OIDC", _OIDC))
        for key, value in keys.items()
        if not value and any(keys.values())
    ]
    if _OIDC["server_url"] and not _OIDC["server_url"].startswith("https://"):
        found.append("OIDC_SERVER_URL must begin with https://")
    return found + [
        f"MFA_ENCRYPTION_KEYS: number {number} is not a Fernet key (32 bytes in URL-safe base64)"
        for number, key in enumerate(MFA_ENCRYPTION_KEYS, start=1)
        if not _is_fernet_key(key)
    ]


def _is_fernet_key(key: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(key)) == 32
    except (binascii.Error, ValueError):
        return False


env.problems += _problems()
