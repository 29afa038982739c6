"""Who a request for the beacon comes from: whether a person reads there, and what tells them from others.

Nothing of it is stored. An address is looked at for the length of a request, and its count in memory for a minute.
"""

from ipaddress import IPv6Address, ip_address

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

from newsroom import ratelimit
from readers import counting

# Headers by which browsers say that they fetch ahead of a reader who may never come.
AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def is_counted(request: HttpRequest) -> bool:
    """Whether somebody reads a page of ours there: no robot, nothing fetched ahead, no picture in another's page, and
    no more than one address may ask for."""
    if request.method != "GET" or counting.is_robot(request.headers.get("User-Agent", "")):
        return False
    if any(word in request.headers.get(name, "").lower() for name in AHEAD for word in ("prefetch", "preview")):
        return False
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    return not ratelimit.exceeded_here(f"beacon {address_of(request)}", settings.BEACON_RATE)


def visitor_of(request: HttpRequest) -> str:
    """What tells this reader from others: the account, else the address, the browser and its language."""
    if request.user.is_authenticated:
        return f"account {request.user.pk}"
    browser = [request.headers.get(name, "") for name in ("User-Agent", "Accept-Language")]
    return " ".join(["address", address_of(request), *browser])


def address_of(request: HttpRequest) -> str:
    """Where the request comes from; of an IPv6 address the half that one household has. "" where it can't be told."""
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except (ValueError, ImproperlyConfigured, PermissionDenied):
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
