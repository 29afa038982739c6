"""The links of a digest's mails, signed, so that they work without signing in.

The one that begins a digest works for DIGEST_CONFIRM_DAYS and for the address it was mailed to; the one that ends it
for as long as SECRET_KEY stays, since mail is kept for years.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.urls import reverse
from django.utils.crypto import salted_hmac

from newsroom.mail import absolute
from readers.models import Digest

if TYPE_CHECKING:
    from readers.models import User

CONFIRM, STOP = TimestampSigner(salt="digest: yes, send it"), Signer(salt="digest: no more of it")


def confirm(reader: int, address: str) -> str:
    return absolute(reverse("digest_confirm", args=[CONFIRM.sign(f"{reader}-{_mark(address)}")]))


def stop(reader: int) -> str:
    return absolute(reverse("digest_end", args=[STOP.sign(str(reader))]))


def digest_of(token: str) -> Digest | None:
    """The digest that a link begins; None if the link is not whole or too old, or the digest was stopped or the
    account's address changed since."""
    try:
        reader, mark = CONFIRM.unsign(token, max_age=timedelta(days=settings.DIGEST_CONFIRM_DAYS)).split("-")
    except BadSignature:
        return None
    digest = Digest.objects.select_related("reader").filter(pk=int(reader), reader__is_active=True).first()
    address = digest.reader.verified_email if digest else ""
    return digest if address and mark == _mark(address) else None


def reader_of(token: str) -> "User | None":
    """Whose digest a link ends; None if it is not whole, or the account is gone."""
    try:
        return get_user_model().objects.filter(pk=STOP.unsign(token)).first()
    except BadSignature:
        return None


def _mark(address: str) -> str:
    """Tells an address from others without giving it away."""
    return salted_hmac("digest: an address", address.lower()).hexdigest()[:20]
