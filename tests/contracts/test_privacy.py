"""Every column of every model says whether it is personal, and a personal one why it is held."""

import pytest
from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from haven.core.privacy import hanging, registry
from haven.core.privacy.going import can_be_empty
from haven.core.privacy.registry import PersonalField

# Django's own tables that hold no person: Haven has no groups and no permissions.
NOT_PEOPLE = {"auth", "contenttypes"}


def every_model() -> list[type[models.Model]]:
    return [kind for kind in apps.get_models() if kind._meta.app_label not in NOT_PEOPLE]


def test_every_column_is_declared() -> None:
    assert registry.undeclared(every_model()) == []


def test_every_declared_column_exists() -> None:
    assert registry.declared_without_field(every_model()) == []


def test_nothing_is_personal_and_plain_at_once() -> None:
    assert registry.declared_twice() == []


def test_every_personal_model_says_whom_its_rows_are_about() -> None:
    """By a key of its own, or by what its domain says: `subject("pathways.Step", "pathway__person")`."""
    assert hanging.unreachable() == []


def test_every_key_to_a_person_is_followed() -> None:
    assert hanging.unfollowed() == []


def test_what_is_made_empty_can_be_empty() -> None:
    rows = [row for row in registry.personal_fields() if row.erasure is registry.Erasure.BLANK]
    found = [row for row in rows if not can_be_empty(apps.get_model(row.model), row.field)]
    assert [f"{row.model}.{row.field}" for row in found] == []


def test_a_personal_model_of_nobody_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(registry._hanging, "pathways.Step")
    monkeypatch.delitem(registry._hanging, "mail.Letter")
    assert sorted(hanging.unreachable()) == ["mail.Letter", "pathways.Step"]


class Undeclared(models.Model):
    """A model that nobody declared, known to this test alone."""

    nickname = models.CharField(max_length=10)

    class Meta:
        app_label = "contracts"
        managed = False


def test_a_column_that_nobody_declared_is_found() -> None:
    assert registry.undeclared([*every_model(), Undeclared]) == [
        "contracts.Undeclared.id",
        "contracts.Undeclared.nickname",
    ]


def test_a_declaration_without_a_column_is_found() -> None:
    without_letters = [kind for kind in every_model() if kind._meta.label != "mail.Letter"]
    gone = registry.declared_without_field(without_letters)
    assert "mail.Letter.to" in gone
    assert all(name.startswith("mail.Letter.") for name in gone)


@pytest.mark.parametrize("row", registry.personal_fields(), ids=lambda row: f"{row.model}.{row.field}")
def test_a_personal_field_is_explained(row: PersonalField) -> None:
    assert isinstance(row.purpose, Promise), "the purpose must be translatable"
    assert str(row.purpose).endswith(".")
    field = apps.get_model(row.model)._meta.get_field(row.field)
    assert isinstance(row.label or field.verbose_name, Promise), "people must be able to read its name"
    assert row.retention_days >= 0


def test_what_is_put_on_the_record_when_read_is_sensitive() -> None:
    sensitive = {(row.model, row.field) for row in registry.personal_fields() if row.sensitive}
    assert sensitive == {("people.Circumstances", name) for name in ("partner", "children", "ground")}
