"""One load of the posts for each request to the desk, so that every further question of rights is free."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from gongkai.foundation.common.times import shanghai_date
from gongkai.foundation.orgs.selectors import keep_posts

DESK = "/desk/"


class KeepPosts:
    """Stands after authentication. Public pages and the API are left alone: they pay for no session."""

    def __init__(self, following: Callable[[HttpRequest], HttpResponse]):
        self.following = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(DESK) and request.user.is_authenticated:
            keep_posts(request.user, shanghai_date(timezone.now()))
        return self.following(request)
