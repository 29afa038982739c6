"""A person's own pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from readers.forms import PenNameForm
from readers.models import User


@require_safe
@never_cache
@login_required
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "readers/account.html")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def pen_name(request: HttpRequest) -> HttpResponse:
    # A copy, so that a refused name does not stand in the bar above.
    oneself = User.objects.get(username=request.user.get_username())
    form = PenNameForm(request.POST or None, instance=oneself)
    if form.is_valid():
        form.save()
        messages.success(request, _("You now write as %(name)s.") % {"name": form.instance.username})
        return redirect("account")
    return render(request, "readers/pen_name.html", {"form": form})
