"""The first wall: nothing with personal data is read without saying who asks, and nobody sees beyond their area."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from minzheng.core.access.scope import Scoped, ScopedManager
from minzheng.core.access.viewer import PUBLIC, NoViewer, Viewer, acting

# Tables of ours that hold no personal data, each with why. A new table is put here or made Scoped: deciding is the point.
OPEN = {
    "core.Account": "who signs in; listed to officers as colleagues, never to the public",
    "core.Post": "an office held, public by nature",
    "core.Area": "divisions",
    "core.AreaCode": "codes of divisions",
    "casework.CalendarDay": "the working calendar",
    "payments.Batch": "sums of a whole district, shown to district posts only",
    "payments.ReturnsFile": "references, amounts and results as the bank wrote them, without names; district payment posts only",
    "law.Document": "published documents, public by nature",
    "law.Provision": "values and readings with who entered and who approved them, officers acting in office",
    "law.ReadingUse": "how many decisions of a day used an option of a reading: a count of the district",
    "law.Trial": "what two laws differ in, and the district's own sums",
    "monitoring.EvaluationRun": "one evaluation's date, state and versions",
}


def _ours() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("minzheng.")]


def _scoped() -> list[type[models.Model]]:
    return [m for m in _ours() if issubclass(m, Scoped)]


def test_every_table_is_scoped_or_says_why_not():
    undecided = [m._meta.label for m in _ours() if not issubclass(m, Scoped) and m._meta.label not in OPEN]
    assert not undecided
    assert not [label for label in OPEN if issubclass(apps.get_model(label), Scoped)]


@pytest.mark.parametrize("model", _scoped(), ids=lambda m: m._meta.label)
def test_without_a_viewer_nothing_is_read(model):
    for manager in (model.objects, model._default_manager, model._base_manager):
        assert isinstance(manager, ScopedManager)
        with pytest.raises(NoViewer):
            manager.all()


@pytest.mark.parametrize("model", _scoped(), ids=lambda m: m._meta.label)
@pytest.mark.django_db
def test_scopes_are_queries_that_the_database_accepts(model):
    """For an officer, a citizen and the public; an officer without an area and a citizen without a person see nothing."""
    viewers = [Viewer("officer", area_prefix="500111100"), Viewer("citizen", person_id=1), PUBLIC]
    for viewer in viewers:
        with acting(viewer):
            assert model.objects.count() == 0
            assert not model.objects.exists()
    with acting(Viewer("officer")):
        assert model.objects.all().query.is_empty()
    with acting(Viewer("citizen")):
        # what the public may see, a citizen may see too
        assert model.objects.all().query.is_empty() or model.scope.public is not None


@pytest.mark.parametrize("model", _scoped(), ids=lambda m: m._meta.label)
def test_personal_fields_exist(model):
    names = {f.name for f in model._meta.get_fields()}
    assert set(model.scope.personal) <= names
