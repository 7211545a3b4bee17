from django.urls import path

from haven.community.welcome.asking import views

urlpatterns = [
    path("<int:pk>/", views.asked, name="asked"),
    path("<int:pk>/later/", views.asked_later, name="asked_later"),
]
