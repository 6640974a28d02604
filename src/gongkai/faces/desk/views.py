"""The desk's own pages: sign-in, inbox, language."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST

from gongkai.faces.desk.inbox import cards
from gongkai.foundation.common.times import shanghai_date
from gongkai.kernel.records.desk.duties import duty_summary

LANGUAGE_SECONDS = 365 * 24 * 3600


class SignIn(LoginView):
    """The door. Wrong names and wrong passwords get the same answer; axes locks out repeated failures."""

    template_name = "desk/sign_in.html"
    redirect_authenticated_user = True


class SignOut(LogoutView):
    next_page = settings.LOGIN_URL


@login_required
def home(request) -> HttpResponse:
    """What waits for me, with days left; what I drafted; what comes up."""
    at = timezone.now()
    return render(request, "desk/home.html", cards(request.user, shanghai_date(at), at=at))


@login_required
def freshness(request) -> HttpResponse:
    """The part of the first page that counts what is missing or stale; it is loaded after the page."""
    return render(
        request, "desk/home_freshness.html", duty_summary(request.user, shanghai_date(timezone.now()))
    )


@require_POST
def language(request) -> HttpResponse:
    """Remember the language of the desk in a cookie and go back."""
    wanted, back = request.POST.get("language", ""), request.POST.get("next", "/desk/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/desk/"
    response = HttpResponseRedirect(back)
    if check_for_language(wanted):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, wanted, max_age=LANGUAGE_SECONDS, samesite="Lax")
    return response
