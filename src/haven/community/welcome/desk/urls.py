from django.urls import path

from haven.community.welcome.desk.views import acting, lists, page

urlpatterns = [
    path("", page.desk, name="desk"),
    path("weeks/", page.weeks, name="desk_weeks"),
    path("done/", acting.done, name="desk_done"),
    path("give/", acting.give, name="desk_give"),
    path("write/", acting.write, name="desk_write"),
    path("undo/<int:pk>/", acting.undo, name="desk_undo"),
    path("lists/", lists.keep, name="list_keep"),
    path("lists/<int:pk>/", lists.change, name="list_change"),
]
