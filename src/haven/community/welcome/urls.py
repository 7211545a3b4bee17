from django.urls import include, path

from haven.community.welcome.views import addresses, moved, newcomer, people

app_name = "welcome"

urlpatterns = [
    path("", newcomer.home, name="home"),
    path("steps/<int:pk>/", newcomer.step, name="step"),
    path("steps/<int:pk>/done/", newcomer.step_finish, name="step_finish"),
    path("steps/<int:pk>/open/", newcomer.step_reopen, name="step_reopen"),
    path("steps/<int:pk>/cannot/", newcomer.step_cannot, name="step_cannot"),
    path("questions/", newcomer.questions, name="questions"),
    path("arrival/", newcomer.arrival, name="arrival"),
    path("profile/", newcomer.profile, name="profile"),
    path("desk/", include("haven.community.welcome.desk.urls")),
    path("people/", people.people_list, name="people"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/address/", addresses.address_works, name="address_works"),
    path("people/<int:pk>/name/", people.person_name, name="person_name"),
    path("stays/<int:pk>/arrival/", people.stay_arrival, name="stay_arrival"),
    path("changes/<int:pk>/undo/", moved.change_undo, name="change_undo"),
    path("changes/<int:pk>/read/", moved.change_read, name="change_read"),
    path("moved/", moved.moved_list, name="moved"),
    path("obstacles/", people.obstacles, name="obstacles"),
    path("obstacles/<int:pk>/answer/", people.obstacle_answer, name="obstacle_answer"),
    path("names/", people.names, name="names"),
    path("asked/", include("haven.community.welcome.asking.urls")),
    path("imports/", include("haven.community.welcome.importing.urls")),
]
