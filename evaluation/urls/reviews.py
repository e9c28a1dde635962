"""Addresses of reviews: in the account, and behind the signed link of one review."""

from django.urls import path

from evaluation.views import campaign, offline, organising, reviews

LINK = "reviews/by-link/<str:token>/"

urlpatterns = [
    path("campaign/", campaign.review_campaign, name="review_campaign"),
    path("reviews/", reviews.review_list, name="review_list"),
    path("reviews/<uuid:uid>/", reviews.review, name="review"),
    path("reviews/<uuid:uid>/pieces/<slug:piece>/", reviews.review_piece, name="review_piece"),
    path("reviews/<uuid:uid>/files/", reviews.review, name="review_file_base"),
    path("reviews/<uuid:uid>/files/<uuid:file>/", reviews.review_file, name="review_file"),
    path("reviews/<uuid:uid>/offline/", offline.review_offline, name="review_offline"),
    path("reviews/<uuid:uid>/offline/sheet.<str:form>", offline.review_sheet, name="review_sheet"),
    path("reviews/<uuid:uid>/remind/", reviews.review_remind, name="review_remind"),
    path("reviews/<uuid:uid>/date/", organising.review_postpone, name="review_postpone"),
    path("reviews/<uuid:uid>/links/", organising.review_links, name="review_links"),
    path("reviews/<uuid:uid>/acts/<slug:name>/", reviews.ReviewActView.as_view(), name="review_act"),
    path(LINK, reviews.review, name="review_link"),
    path(f"{LINK}pieces/<slug:piece>/", reviews.review_piece, name="review_link_piece"),
    path(f"{LINK}offline/", offline.review_offline, name="review_link_offline"),
    path(f"{LINK}offline/sheet.<str:form>", offline.review_sheet, name="review_link_sheet"),
    path(f"{LINK}files/", reviews.review, name="review_link_file_base"),
    path(f"{LINK}files/<uuid:file>/", reviews.review_file, name="review_link_file"),
]
