from django.urls import path

from haven.commons.organisation import views

app_name = "organisation"

urlpatterns = [
    path("", views.roles, name="roles"),
    path("new/", views.role_grant, name="role_grant"),
    path("<int:pk>/", views.role_change, name="role_change"),
    path("<int:pk>/end/", views.role_end, name="role_end"),
    path("campuses/", views.campuses, name="campuses"),
]
