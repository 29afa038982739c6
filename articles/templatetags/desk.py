"""What the desk's templates ask for."""

from datetime import UTC, datetime

from django import template
from django.utils import formats, timezone

register = template.Library()


@register.filter
def both_zones(moment: datetime | None) -> str:
    """A moment in the newsroom's time and in UTC: "24 Nov 2026, 18:00 WAT, 17:00 UTC"."""
    if moment is None:
        return ""
    here, there = timezone.localtime(moment), moment.astimezone(UTC)
    said = formats.date_format(here, "j M Y, H:i ") + (here.tzname() or "")
    if here.utcoffset() == there.utcoffset():
        return said
    return said + formats.date_format(there, ", H:i " if here.date() == there.date() else ", j M H:i ") + "UTC"
