"""One address for the tests' own subject, beside those of the house."""

from django.http import Http404
from django.urls import path

from cnrs_coop.urls import urlpatterns as house
from tests.workflow.models import Walked
from workflow.models import Subject
from workflow.views import TransitionView


class DoorView(TransitionView):
    def get_subject(self) -> Subject:
        try:
            return Walked.objects.get(pk=self.kwargs["pk"])
        except Walked.DoesNotExist as error:
            raise Http404 from error


urlpatterns = [
    *house,
    path("doors/<int:pk>/acts/<slug:name>/", DoorView.as_view()),
]
