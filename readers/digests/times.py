"""When a digest goes: at the newsroom's hour, by its own clock, whatever that does in spring and autumn."""

from datetime import UTC, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from readers.models import Digest

DAY = timedelta(days=1)
SPANS = {Digest.Rhythm.DAILY: DAY, Digest.Rhythm.WEEKLY: 7 * DAY}


def next_time(rhythm: str, after: datetime) -> datetime:
    """The first time after that moment, in UTC."""
    zone = timezone.get_default_timezone()
    day = after.astimezone(zone).date()
    while True:
        # Compared in UTC: two times of one zone are compared by their hands, which stand alike twice in autumn.
        moment = datetime.combine(day, time(settings.DIGEST_HOUR), zone).astimezone(UTC)
        if moment > after and (rhythm == Digest.Rhythm.DAILY or day.weekday() == settings.DIGEST_WEEKDAY):
            return moment
        day += DAY
