"""Addresses of the pool of reviewers and of invitations."""

from django.urls import path

from evaluation.views import reviewers

urlpatterns = [
    path("reviewers/", reviewers.reviewer_list, name="reviewer_list"),
    path("reviewers/new/", reviewers.reviewer_new, name="reviewer_new"),
    path("reviewers/<uuid:uid>/", reviewers.reviewer, name="reviewer"),
    path("reviewers/<uuid:uid>/pause/", reviewers.reviewer_pause, name="reviewer_pause"),
    path("reviewers/<uuid:uid>/works/", reviewers.reviewer_works, name="reviewer_works"),
    path("proposals/<uuid:uid>/reviewers/", reviewers.review_invite, name="review_invite"),
]
