"""Addresses of the pages that look after the platform."""

from django.urls import path

from gongkai.faces.desk.manage import account, calendar, health, ledger, organs, people, persons

app_name = "manage"
urlpatterns = [
    path("account/", account.account, name="account"),
    path("calendar/", calendar.year_page, name="calendar"),
    path("calendar/template/", calendar.template_file, name="calendar-template"),
    path("calendar/notice/", calendar.import_notice, name="calendar-notice"),
    path("calendar/overlay/", calendar.import_overlay, name="calendar-overlay"),
    path("calendar/<str:kind>/<int:pk>/confirm/", calendar.confirm, name="calendar-confirm"),
    path("calendar/<str:kind>/<int:pk>/discard/", calendar.discard, name="calendar-discard"),
    path("people/", people.people_page, name="people"),
    path("people/organs/new/", organs.new, name="organ-new"),
    path("people/organs/edit/", organs.edit, name="organ-edit"),
    path("people/divisions/new/", people.new_division, name="division-new"),
    path("people/new/", persons.new, name="person-new"),
    path("people/<int:pk>/", persons.person_page, name="person"),
    path("people/<int:pk>/active/", persons.set_active, name="person-active"),
    path("people/posts/<int:pk>/end/", persons.end_post, name="post-end"),
    path("people/substitutions/<int:pk>/end/", persons.end_substitution, name="substitution-end"),
    path("ledger/", ledger.ledger_page, name="ledger"),
    path("ledger/verify/", ledger.verify, name="ledger-verify"),
    path("ledger/export/", ledger.export, name="ledger-export"),
    path("health/", health.health_page, name="health"),
    path("health/retry/", health.retry_failed, name="health-retry"),
]
