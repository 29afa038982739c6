"""Production: everything secret or particular comes from the environment, TLS is required, and whatever is missing
is listed at once before anything starts."""

from newsroom.settings.environment import env

# Asked for before `base` reads on and checks, so that one error lists all that is missing or malformed anywhere.
for _name, _purpose in {
    "SECRET_KEY": "a random string of 50 characters or more that stays the same for ever",
    "ALLOWED_HOSTS": "the host names the site answers to, with commas between",
    "DATABASE_URL": "postgres://user:password@host/name, or sqlite:////path/to/file",
    "MFA_ENCRYPTION_KEYS": "Fernet keys for two-factor secrets, with commas between, newest first",
    "EMAIL_HOST": "the mail server that carries sign-in codes",
    "DEFAULT_FROM_EMAIL": "the address that the site's mail comes from",
}.items():
    env.text(_name, purpose=_purpose)
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", EMAIL_PORT == 587)
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", EMAIL_PORT == 465)
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 10)
_first_host = env.text("ALLOWED_HOSTS", "").partition(",")[0].strip()
_address = env.text("SITE_ADDRESS", f"https://{_first_host}")
if _first_host and (not _address.startswith("https://") or "*" in _address or "//." in _address):
    env.problems.append("SITE_ADDRESS must be where readers find the site, for its mail: https://news.example.org")
ADMINS = [("Operator", address) for address in env.words("ADMINS")]

# TLS ends at the proxy, which says so in a header. Only a proxy that overwrites the header may be trusted.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 63_072_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", True)
SECURE_HSTS_PRELOAD = env.flag("SECURE_HSTS_PRELOAD", True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"

from newsroom.settings.base import *  # noqa: E402, F403
from newsroom.settings.base import DEFAULT_FROM_EMAIL  # noqa: E402

SITE_ADDRESS = _address
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
DEMO_ACCOUNTS_ALLOWED = False  # their password is known to everybody
