from django.urls import URLPattern, path

from haven.community.welcome.importing import views

urlpatterns: list[URLPattern] = [
    path("", views.imports, name="imports"),
    path("new/", views.upload, name="import_upload"),
    path("mappings/<int:pk>/forget/", views.mapping_forget, name="mapping_forget"),
    path("duplicates/", views.duplicates, name="duplicates"),
    path("missing/", views.missing, name="missing"),
    path("<int:pk>/", views.run, name="import_run"),
    path("<int:pk>/columns/", views.columns, name="import_columns"),
    path("<int:pk>/start/", views.start, name="import_start"),
    path("<int:pk>/cancel/", views.cancel, name="import_cancel"),
    path("<int:pk>/refused/", views.refused, name="import_refused"),
]
