"""Administration of reference data alone: a call has its own pages, and no state is edited here."""

from django.contrib import admin

from instruments.models import Centre


@admin.register(Centre)
class CentreAdmin(admin.ModelAdmin):
    list_display = ("name_fr", "partner", "country", "place")
    search_fields = ("name_fr", "name_en", "partner")
