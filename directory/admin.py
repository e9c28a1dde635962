"""The administration: reference data only. No person, office or state is edited here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.enums import Role
from directory.models import Institute, Mandate, RegionalDelegation, Section, Unit
from directory.search.subjects import append_unit
from workflow.history import record


class ReferenceSite(admin.AdminSite):
    """Open to administrators alone, by the office they hold; the others do not find it."""

    site_header = _("Reference data")
    site_title = _("Reference data")
    index_title = _("What the house refers to")
    enable_nav_sidebar = False

    def has_permission(self, request: Any) -> bool:
        return request.user.is_active and request.standing.holds_nationally(Role.ADMINISTRATOR)

    def login(self, request: Any, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Log in where everybody does, with its limits and its second factor."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def password_change(self, request: Any, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect_to_login(reverse("admin:index"), reverse("account_change_password"))


reference_site = ReferenceSite(name="admin")


class ReferenceAdmin(admin.ModelAdmin):
    """Rows are added and edited, with their history, and never deleted: dossiers refer to them."""

    actions = None

    def has_module_permission(self, request: Any) -> bool:
        return reference_site.has_permission(request)

    def has_view_permission(self, request: Any, obj: Model | None = None) -> bool:
        return reference_site.has_permission(request)

    has_add_permission = has_module_permission
    has_change_permission = has_view_permission

    def has_delete_permission(self, request: Any, obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: Any, obj: Model, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        said = {name: str(form.cleaned_data[name]) for name in form.changed_data}
        record(obj, "edit" if change else "add", by=request.standing, fields=said)


@admin.register(Institute, site=reference_site)
class InstituteAdmin(ReferenceAdmin):
    list_display = ("name", "code", "email", "telephone", "is_ready")
    search_fields = ("code", "name", "legal_name")
    fieldsets = (
        (None, {"fields": ("code", "name", "legal_name", "ror_id")}),
        (
            _("Service named on receipts"),
            {
                "fields": ("service_name", "email", "telephone", "postal_address"),
                "description": _("Without e-mail, telephone and postal address, no call of this institute opens."),
            },
        ),
    )

    @admin.display(boolean=True, description=_("contacts complete"))
    def is_ready(self, institute: Institute) -> bool:
        return institute.has_contacts


@admin.register(RegionalDelegation, site=reference_site)
class RegionalDelegationAdmin(ReferenceAdmin):
    list_display = ("number", "name")
    list_display_links = ("name",)


@admin.register(Mandate, site=reference_site)
class MandateAdmin(ReferenceAdmin):
    list_display = ("name", "starts", "ends")


@admin.register(Section, site=reference_site)
class SectionAdmin(ReferenceAdmin):
    list_display = ("number", "title", "mandate")
    list_display_links = ("number", "title")
    list_filter = ("mandate",)
    list_select_related = ("mandate",)
    search_fields = ("title", "number")


@admin.register(Unit, site=reference_site)
class UnitAdmin(ReferenceAdmin):
    """Where a confirmation that was wrong is mended; what is edited here is not overwritten by an import."""

    list_display = ("code", "acronym", "name", "institute", "delegation", "is_active")
    list_display_links = ("code", "acronym", "name")
    list_filter = ("institute", "is_active")
    list_select_related = ("institute", "delegation")
    search_fields = ("code", "acronym", "name")
    fields = ("code", "name", "acronym", "institute", "delegation", "city", "country", "is_active",
              "is_restricted")  # fmt: skip

    def get_queryset(self, request: Any) -> QuerySet[Unit]:
        return super().get_queryset(request).select_related("institute", "delegation")

    def save_model(self, request: Any, obj: Any, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        append_unit(obj)
