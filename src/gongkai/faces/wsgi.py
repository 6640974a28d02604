"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from gongkai.faces.portal.front import SiteFirst

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.settings.base")
application = SiteFirst(get_wsgi_application())
