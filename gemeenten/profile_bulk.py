"""What staff do to several profiles of the list at once."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.permissions import page_permission_policy

from gemeenten import profile_changes
from gemeenten.models import Activity, MunicipalityPage
from gemeenten.profile_listing import ProfileListing, ProfileViewSet
from portal.page_listing import ListedSelection, wagtails_own_actions

#: How many profiles a message names.
_NAMED = 12


class ProfileAction(ListedSelection):
    """A change to every chosen profile that the person may change; the others are named with the reason."""

    models: ClassVar[list[Any]] = [MunicipalityPage]
    viewset = ProfileViewSet
    template_name = "gemeenten/admin/bulk_action.html"
    form_class = forms.Form
    #: What the button of the confirmation says.
    button: Any = ""
    explanation: Any = gettext_lazy(
        "The change is public at once where the profile is public, nobody’s draft is waiting and you may publish. "
        "Elsewhere it waits as a draft."
    )

    @cached_property
    def _translations(self) -> Any:
        return profile_changes.followers()

    @cached_property
    def _reasons(self) -> dict[int, str]:
        return {}

    def check_perm(self, page: MunicipalityPage) -> bool:
        """Whether nothing stands in the way."""
        self._reasons[page.pk] = profile_changes.refusal(page, self.request.user, self._translations)
        return not self._reasons[page.pk]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the reasons and the words of this action."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        for entry in context["items_with_no_access"]:
            entry["reason"] = self._reasons.get(entry["item"].pk, "")
        heading, button = self.display_name, self.button or self.display_name
        return {**context, "heading": heading, "button": button, "explanation": self.explanation}

    def change(self) -> profile_changes.Change:
        """What happens to each profile."""
        raise NotImplementedError

    def execute_action(self, objects: list[MunicipalityPage], **kwargs: Any) -> tuple[int, int]:
        """Do it and say what became of each."""
        self._tell(profile_changes.change_profiles(objects, self.change(), kwargs["user"]))
        return len(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> None:
        """Nothing more: see :meth:`_tell`."""

    def _tell(self, outcome: profile_changes.Outcome) -> None:
        done = []
        if number := len(outcome.published):
            text = ngettext(
                "%(number)d profile changed and published.", "%(number)d profiles changed and published.", number
            )
            done.append(text % {"number": number})
        if number := len(outcome.drafts):
            text = ngettext(
                "%(number)d profile changed as a draft: %(titles)s.",
                "%(number)d profiles changed as drafts: %(titles)s.",
                number,
            )
            named = ", ".join(outcome.drafts[:_NAMED]) + (" …" if number > _NAMED else "")
            done.append(text % {"number": number, "titles": named})
        if done:
            messages.success(self.request, " ".join(done))
        if number := len(outcome.unchanged):
            text = ngettext("%(number)d profile was so already.", "%(number)d profiles were so already.", number)
            messages.warning(self.request, text % {"number": number})
        for title, reason in outcome.refused:
            messages.error(self.request, f"{title}: {reason}")


class ConfirmToday(ProfileAction):
    """The municipalities said today that their profiles are right."""

    display_name = gettext_lazy("Confirm today")
    aria_label = gettext_lazy("Mark the selected profiles as confirmed today")
    action_type = "confirm"
    action_priority = 10

    def change(self) -> profile_changes.Change:
        """Today's date."""
        return profile_changes.confirm_today


class ActivityForm(forms.Form):
    """Which activity, and whether it is added or taken off."""

    action = forms.ChoiceField(
        label=gettext_lazy("What should happen?"),
        choices=[("add", gettext_lazy("Add the activity")), ("remove", gettext_lazy("Remove the activity"))],
        initial="add",
        widget=forms.RadioSelect,
    )
    activity = forms.ModelChoiceField(label=gettext_lazy("Activity"), queryset=Activity.objects.all())


class ChangeActivity(ProfileAction):
    """An activity is added to the profiles or taken off."""

    display_name = gettext_lazy("Activity")
    aria_label = gettext_lazy("Add an activity to the selected profiles or remove it")
    button = gettext_lazy("Change the profiles")
    action_type = "activity"
    action_priority = 20
    form_class = ActivityForm

    def change(self) -> profile_changes.Change:
        """What was chosen in the form."""
        values = self.cleaned_form.cleaned_data
        make = profile_changes.adding if values["action"] == "add" else profile_changes.removing
        return make(values["activity"])


class ExportForm(forms.Form):
    """The kind of file."""

    file = forms.ChoiceField(
        label=gettext_lazy("File"),
        choices=[("xlsx", gettext_lazy("Excel (XLSX)")), ("csv", "CSV")],
        initial="xlsx",
        widget=forms.RadioSelect,
    )


class ExportSelection(ProfileAction):
    """The chosen profiles as a file, with the columns that the list's own export has."""

    display_name = gettext_lazy("Export")
    aria_label = gettext_lazy("Export the selected profiles")
    button = gettext_lazy("Download")
    explanation = ""
    action_type = "export"
    action_priority = 30
    form_class = ExportForm

    @cached_property
    def _visible(self) -> set[int]:
        return set(page_permission_policy.explorable_instances(self.request.user).values_list("pk", flat=True))

    def check_perm(self, page: MunicipalityPage) -> bool:
        """Whether the person sees it in the list."""
        allowed = page.pk in self._visible
        self._reasons[page.pk] = "" if allowed else _("You may not edit this profile.")
        return allowed

    def prepare_action(self, objects: list[MunicipalityPage], objects_without_access: Any) -> HttpResponse:
        """The file; nothing is changed."""
        view = ProfileListing(model=MunicipalityPage, export_filename=ProfileViewSet.export_filename)
        view.setup(self.request)
        pages = MunicipalityPage.objects.filter(pk__in=[page.pk for page in objects]).order_by("title", "pk")
        response: HttpResponse = view.as_spreadsheet(
            view.annotate_queryset(pages), self.cleaned_form.cleaned_data["file"]
        )
        return response


ACTIONS = [ConfirmToday, ChangeActivity, ExportSelection, *wagtails_own_actions(MunicipalityPage, ProfileViewSet)]
