"""Addresses of the board of triage."""

from django.urls import path

from proposals.views import board, board_bulk

urlpatterns = [
    path("triage/", board.triage_board, name="triage_board"),
    path("triage/filters/", board.board_filters, name="board_filters"),
    path("triage/views/", board.board_views, name="board_views"),
    path("triage/views/<uuid:uid>/", board.board_view, name="board_view"),
    path("triage/views/<uuid:uid>/change/", board.board_view_change, name="board_view_change"),
    path("triage/dossiers.csv", board.board_csv, name="board_csv"),
    path("triage/dossiers.xlsx", board.board_xlsx, name="board_xlsx"),
    path("triage/files/<uuid:uid>/", board.board_file, name="board_file"),
    path("triage/several/", board_bulk.board_bulk, name="board_bulk"),
    path("triage/several/<uuid:uid>/", board_bulk.board_bulk_done, name="board_bulk_done"),
    path("triage/several/<uuid:uid>/undo/", board_bulk.board_bulk_undo, name="board_bulk_undo"),
]
