from django.urls import path

from haven.core.privacy import views

app_name = "privacy"

urlpatterns = [
    path("", views.registry, name="registry"),
    path("mine/", views.mine, name="mine"),
    path("people/", views.look_up, name="look_up"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/export/", views.export, name="export"),
]
