from django.urls import path

from haven.core.mail import views

app_name = "mail"

urlpatterns = [
    path("", views.preferences, name="preferences"),
    path("stop/<str:token>/", views.stop, name="stop"),
]
