from django.urls import include, path
from django.views.i18n import set_language

from haven.config import views

urlpatterns = [
    path("", views.front, name="front"),
    path("demo/", views.demo, name="demo"),
    path("demo/<int:user_id>/", views.demo_sign_in, name="demo_sign_in"),
    path("health/", views.health, name="health"),
    path("language/", set_language, name="set_language"),
    path("account/", include("allauth.urls")),
    path("welcome/", include("haven.community.welcome.urls")),
    path("roles/", include("haven.commons.organisation.urls")),
    path("record/", include("haven.core.audit.urls")),
    path("letters/", include("haven.core.mail.urls")),
    path("personal-data/", include("haven.core.privacy.urls")),
]

handler400 = "haven.config.errors.bad_request"
handler403 = "haven.config.errors.refused"
