"""Deploy checks of our own, beside Django's."""

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def rate_limits_hold(app_configs, **kwargs) -> list[CheckMessage]:
    """Sign-in limits count in the default cache: a dummy one counts nothing, one per process multiplies them."""
    backend = settings.CACHES["default"]["BACKEND"].rpartition(".")[2]
    if backend == "DummyCache" or (backend == "LocMemCache" and not settings.DEBUG):
        return [
            Warning(
                f"Sign-in rate limits do not hold with {backend} as the default cache.",
                hint="Share it between processes: set REDIS_URL, or leave CACHES as it is (a table of the database).",
                id="newsroom.W001",
            )
        ]
    return []
