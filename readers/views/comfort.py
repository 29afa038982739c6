"""The page where readers choose how they like to read. Open to everybody; nothing of it is stored here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from readers import comfort as reading_comfort


@csrf_exempt  # a token would set a cookie on everybody who only reads; see _is_from_here
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def comfort(request: HttpRequest) -> HttpResponse:
    """Without scripts what was chosen comes as a form, and goes back as a cookie; what is usual needs none."""
    if request.method != "POST":
        return render(request, "readers/comfort.html", {"next": _own_address(request, request.GET.get("next", ""))})
    answer = redirect(_own_address(request, request.POST.get("next", "")) or reverse("comfort"))
    if _is_from_here(request):
        before = request.COOKIES.get(reading_comfort.COOKIE, "")
        is_reset = "reset" in request.POST
        code = reading_comfort.USUAL if is_reset else reading_comfort.chosen(request.POST, before)
        _keep(answer, code, is_secure=request.is_secure())
    return answer


def _keep(answer: HttpResponse, code: str, *, is_secure: bool) -> None:
    if code == reading_comfort.USUAL:
        answer.delete_cookie(reading_comfort.COOKIE, samesite="Lax")
    else:
        age = reading_comfort.COOKIE_SECONDS  # not HttpOnly: with scripts on again, site.js takes it over
        answer.set_cookie(reading_comfort.COOKIE, code, max_age=age, samesite="Lax", secure=is_secure)


def _is_from_here(request: HttpRequest) -> bool:
    """Whether no other site sent the form, as far as the browser says: at worst somebody's text would grow."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


def _own_address(request: HttpRequest, address: str) -> str:
    hosts, is_secure = {request.get_host()}, request.is_secure()
    return address if url_has_allowed_host_and_scheme(address, hosts, require_https=is_secure) else ""
