from django.urls import path

from haven.core.privacy import views

app_name = "privacy"

urlpatterns = [path("", views.registry, name="registry")]
