"""The page where a report is read: what was last submitted, what is to be corrected in it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from directory.requests import HouseRequest
from directory.standing import PARIS
from funding.access import WRITERS
from funding.enums import ReportState
from funding.models import Report
from funding.partner_pages import PartnerRow, partner_rows, partners_read
from funding.report_checks import balance, notified_in_all, problems, spent_in_all
from funding.report_pages import headings, rows_of, shown_lines
from funding.report_parts import PartKind, parts


def read(request: HouseRequest, found: Report) -> HttpResponse:
    """What was last submitted; a working copy is its writers' alone."""
    version = found.versions.order_by("-number").first()
    context = {
        "report": found, "award": found.award, "rules": found.award.rules, "now": request.received_at,
        "day": request.received_at.astimezone(PARIS).date(), "version": version, "comments": comments_on(found),
        "links": _open_links(request, found),
    }  # fmt: skip
    if version is not None:
        content = version.content
        context |= {
            "content": content, "asked": _as_read(found, content), "rows": rows_of(found, content),
            "columns": headings(found), "partners": partners_read(found, content),
            "findings": list(problems(content, found.award.rules)),
        }  # fmt: skip
        if content["euros"]:
            context |= {"notified": notified_in_all(content), "spent": spent_in_all(content),
                        "balance": balance(content)}  # fmt: skip
    return render(request, "funding/reports/read.html", context)


def _open_links(request: HouseRequest, found: Report) -> list[PartnerRow]:
    """The links that still open a partner's part, for those who may withdraw them."""
    if not found.award.roles_of(request.standing) & WRITERS:
        return []
    return [one for one in partner_rows(found, request.standing, request.received_at) if one.has_link]


def _as_read(found: Report, content: dict[str, Any]) -> list[tuple[Any, str, list[Any]]]:
    """(part, text, lines) as the frozen version has them."""
    return [
        (
            part,
            content["texts"].get(part.slug, ""),
            shown_lines(one for one in content["lines"] if one["kind"] == part.lines),
        )
        for part in parts(found.kind, found.year, found.award.rules)
        if part.kind is not PartKind.EUROS
    ]


def comments_on(found: Report) -> dict[str, list[Any]]:
    """Part -> what is to be corrected in it, of the last return."""
    if found.state != ReportState.RETURNED:
        return {}
    said: dict[str, list[Any]] = {}
    version = found.versions.order_by("-number").first()
    for one in found.comments.filter(version=version).select_related("by"):
        said.setdefault(one.slug, []).append(one)
    return said
