from django.urls import path

from haven.core.audit import views

app_name = "audit"

urlpatterns = [path("", views.record, name="record")]
