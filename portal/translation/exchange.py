"""Taking translations in from files: first the report of what would happen, then, on demand, exactly that.

:func:`check` reads and compares and changes nothing. :func:`apply` checks again and writes what the check accepts, all
or nothing: one page that cannot be saved takes the whole import back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.models import DraftStateMixin, Page
from wagtail_localize.models import String, StringTranslation, Translation, TranslationContext

from portal.translation.access import may_edit, may_publish
from portal.translation.checks import check_segment
from portal.translation.files import ReadFile
from portal.translation.glossary import Glossary
from portal.translation.inline import canonical, visible_text
from portal.translation.segments import Document, Segment, load_documents, same
from portal.translation.updates import missing_segments, save_draft


class Fate(StrEnum):
    """What an import does with one text."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    OPEN = "open"
    UNKNOWN = "unknown"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """For people."""
        return str(_FATES[self])


_FATES = {
    Fate.APPLIED: gettext_lazy("Applied"),
    Fate.UNCHANGED: gettext_lazy("Unchanged"),
    Fate.OPEN: gettext_lazy("Still empty"),
    Fate.UNKNOWN: gettext_lazy("Unknown"),
    Fate.REJECTED: gettext_lazy("Rejected"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One text of a file: what happens to it, why (``reasons``), and what a person should look at (``warnings``)."""

    fate: Fate
    segment: Segment
    before: str = ""
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class FileReport:
    """What happens to one file; ``refused`` says why nothing of it is taken."""

    name: str
    title: str = ""
    refused: str = ""
    lines: list[Line] = field(default_factory=list)
    translation: Translation | None = None
    saved: str = ""
    tool: str = ""

    def of(self, fate: Fate) -> list[Line]:
        """The lines with one fate."""
        return [line for line in self.lines if line.fate is fate]

    @property
    def noteworthy(self) -> list[Line]:
        """The lines that somebody should read: all but those that stay as they are."""
        return [line for line in self.lines if line.fate in {Fate.APPLIED, Fate.UNKNOWN, Fate.REJECTED}]


@dataclass(slots=True)
class Report:
    """What an import does, file by file."""

    files: list[FileReport]

    @property
    def counts(self) -> dict[Fate, int]:
        """How many texts have each fate."""
        return {fate: sum(len(file.of(fate)) for file in self.files) for fate in Fate}

    @property
    def refused(self) -> list[FileReport]:
        """The files of which nothing is taken."""
        return [file for file in self.files if file.refused]

    @property
    def warnings(self) -> int:
        """How many texts are taken in with a warning."""
        return sum(bool(line.warnings) for file in self.files for line in file.of(Fate.APPLIED))


class ImportFailedError(Exception):
    """A page could not be saved; nothing has been imported. The message names the page and what is wrong with it."""


# --- Checking ---------------------------------------------------------------------------------------------------------


def check(files: Iterable[ReadFile], user: Any = None, *, only: Translation | None = None) -> Report:
    """What importing the files would do.

    Args:
        files: as :func:`portal.translation.files.unpack` gives them.
        user: who imports; objects that they may not edit are refused. ``None``: the command line, which may.
        only: the translation that the files are meant for, where somebody sends them on its own page.
    """
    files = list(files)
    translations = _find(files)
    stored = dict(zip((one.pk for one in translations), load_documents(translations), strict=True))
    by_uuid = {str(one.uuid): one for one in translations}
    by_object = {(str(one.source.object_id), one.target_locale.language_code): one for one in translations}
    glossaries: dict[str, Glossary] = {}
    reports, seen = [], set()
    for file in files:
        report = FileReport(file.name, refused=file.error, tool=file.kind)
        reports.append(report)
        if file.document is None:
            continue
        report.title = file.document.title or file.name
        wanted = (file.document.object_key, file.document.target_language)
        translation = by_uuid.get(file.document.translation) or by_object.get(wanted)
        report.refused = _refusal(file.document, translation, user, only)
        if translation is not None and translation.pk in seen:
            report.refused = report.refused or _("Another file of this import has the same page.")
        if report.refused or translation is None:
            continue
        seen.add(translation.pk)
        language = translation.target_locale.language_code
        glossary = glossaries.setdefault(language, Glossary.load(language))
        report.translation, report.title = translation, translation.source.object_repr
        report.lines = _compare(file, stored[translation.pk], translation, glossary)
        if all(line.fate is Fate.UNKNOWN for line in report.lines):
            report.refused = _("None of its texts stands on this page: it is the file of another page.")
            report.lines = []
    return Report(reports)


def _find(files: Sequence[ReadFile]) -> list[Translation]:
    """The translations that the files name, by their own id or by their object's."""
    documents = [file.document for file in files if file.document]
    own = {uuid for document in documents if (uuid := _uuid(document.translation))}
    objects = {uuid for document in documents if (uuid := _uuid(document.object_key))}
    found = Translation.objects.filter(models.Q(uuid__in=own) | models.Q(source__object_id__in=objects), enabled=True)
    return list(found.select_related("source__locale", "source__specific_content_type", "target_locale").order_by("pk"))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _refusal(document: Document, translation: Translation | None, user: Any, only: Translation | None) -> str:
    if translation is None:
        return _("This portal has no such translation: the file comes from elsewhere, or the page is gone.")
    if only is not None and translation.pk != only.pk:
        words = {"theirs": translation.source.object_repr, "ours": only.source.object_repr}
        return _("This file is the translation of “%(theirs)s”, not of “%(ours)s”.") % words
    ours = (translation.source.locale.language_code, translation.target_locale.language_code)
    theirs = (document.source_language or ours[0], document.target_language or ours[1])
    if tuple(_plain(code) for code in theirs) != tuple(_plain(code) for code in ours):
        words = {"theirs": " → ".join(theirs), "ours": " → ".join(ours)}
        return _("This file goes %(theirs)s, the translation %(ours)s.") % words
    if user is not None and not may_edit(user, translation):
        return _("You have no permission to edit this translation, or somebody has locked it.")
    return ""


def _plain(code: str) -> str:
    """A language without its country, in which tools like to add it."""
    return code.replace("_", "-").split("-")[0].casefold()


def _compare(file: ReadFile, stored: Document, translation: Translation, glossary: Glossary) -> list[Line]:
    ours = {segment.key: segment for segment in stored.segments}
    paths = {segment.path for segment in stored.segments}
    model = translation.source.specific_content_type.model_class()
    lines: list[Line] = []
    taken: dict[tuple[str, str], str] = {}
    for segment in file.document.segments if file.document else ():
        ours_now = ours.get(segment.key) or ours.get((segment.path, canonical(segment.source)))
        if ours_now is None:
            lines.append(_stranger(segment, paths))
            continue
        sent = replace(segment, source=ours_now.source, note=ours_now.note)
        if sent.key in taken and not same(taken[sent.key], sent.target):
            reason = _("The file has this text twice, with different translations.")
            lines.append(Line(Fate.REJECTED, sent, ours_now.target, (reason,)))
            continue
        taken[sent.key] = sent.target
        lines.append(_judge(sent, ours_now, file.kind, model, glossary))
    return lines


def _stranger(segment: Segment, paths: set[str]) -> Line:
    if segment.path in paths:
        return Line(Fate.REJECTED, segment, reasons=(_("The source text has changed since the export."),))
    return Line(Fate.UNKNOWN, segment, reasons=(_("This text no longer stands on the page."),))


def _judge(segment: Segment, ours: Segment, kind: str, model: Any, glossary: Glossary) -> Line:
    if not segment.target:
        if not ours.target:
            return Line(Fate.OPEN, segment)
        return Line(Fate.REJECTED, segment, ours.target, (_("The text is empty; the present translation stays."),))
    if same(segment.target, ours.target) and (segment.unsure or not ours.unsure):
        return Line(Fate.UNCHANGED, segment, ours.target)
    if kind == "po" and segment.unsure:
        return Line(Fate.REJECTED, segment, ours.target, (_("The file marks the text as unsure (fuzzy)."),))
    if reasons := reasons_against(model, segment):
        return Line(Fate.REJECTED, segment, ours.target, reasons)
    # The words of an address are cut and joined as they look best.
    terms = [] if segment.path == "slug" else glossary.problems(segment.source, segment.target)
    return Line(Fate.APPLIED, segment, ours.target, warnings=tuple(terms))


def reasons_against(model: Any, segment: Segment) -> tuple[str, ...]:
    """Why a text cannot be taken: markup, placeholders, the limits of its field, and what the apps know of it.

    An app that knows better what names in braces mean registers the hook ``check_translated_segment``: a function of
    (model, path, source, target) that gives the problem as a sentence, an empty one if all is well, ``None`` for texts
    that are not its own.
    """
    special = [hook(model, segment.path, segment.source, segment.target) for hook in _segment_checks()]
    known = [problem for problem in special if problem is not None]
    found = [problem.message for problem in check_segment(segment.source, segment.target, placeholders=not known)]
    found += [problem for problem in known if problem]
    if too_long := _limit(model, segment):
        found.append(too_long)
    return tuple(found)


def _segment_checks() -> list[Any]:
    return list(hooks.get_hooks("check_translated_segment"))


def _limit(model: Any, segment: Segment) -> str:
    """What the field itself would refuse."""
    text = visible_text(segment.target)
    try:
        model_field = model._meta.get_field(segment.path)
    except FieldDoesNotExist:
        return ""
    if segment.path == "slug" and slugify(text) != text:
        return _("An address has small letters, digits and hyphens only, for example “%(example)s”.") % {
            "example": slugify(text) or "une-page"
        }
    limit = getattr(model_field, "max_length", None)
    if limit and len(text) > limit:
        return _("The text has %(length)d characters; %(limit)d fit.") % {"length": len(text), "limit": limit}
    return ""


# --- Applying ---------------------------------------------------------------------------------------------------------


def apply(
    files: Iterable[ReadFile], user: Any = None, *, only: Translation | None = None, publish: bool = False
) -> Report:
    """Import what :func:`check` accepts, and save the pages it concerns as drafts.

    Args:
        publish: also publish the pages that are complete, where the user may.

    Raises:
        ImportFailedError: a page cannot be saved with its new texts; nothing is imported.
    """
    with transaction.atomic():
        report = check(files, user, only=only)
        for file in report.files:
            accepted = file.of(Fate.APPLIED)
            if file.translation is None or not accepted:
                continue
            _store(file.translation, accepted, user, "PO" if file.tool == "po" else "XLIFF")
            try:
                file.saved = _save(file.translation, user, publish=publish)
            except ValidationError as error:
                words = {"page": file.title, "reason": " ".join(error.messages)}
                raise ImportFailedError(
                    _("“%(page)s” cannot be saved with these texts, so nothing was imported: %(reason)s") % words
                ) from error
    return report


def _store(translation: Translation, lines: Iterable[Line], user: Any, tool: str) -> None:
    source = translation.source
    for line in lines:
        # Found by their hashes: databases differ in how they compare long texts.
        string = String.objects.get(locale_id=source.locale_id, data_hash=String._get_data_hash(line.segment.source))
        context = TranslationContext.objects.get(
            object_id=source.object_id, path_id=TranslationContext._get_path_id(line.segment.path)
        )
        StringTranslation.objects.update_or_create(
            translation_of=string,
            locale_id=translation.target_locale_id,
            context=context,
            defaults={
                "data": canonical(line.segment.target),
                "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                "tool_name": tool,
                "last_translated_by": user,
                "has_error": False,
                "field_error": "",
            },
        )


def _save(translation: Translation, user: Any, *, publish: bool) -> str:
    """Save the target; says what became of it: ``draft``, ``published`` or ``stored`` (texts only)."""
    complete = not missing_segments(translation).exists()
    try:
        target = translation.get_target_instance()
    except ObjectDoesNotExist:
        target = None
    if target is None or (isinstance(target, Page) and target.alias_of_id):
        if not issubclass(translation.source.specific_content_type.model_class(), DraftStateMixin):
            return "stored"
        translation.save_target(user=user, publish=False)
    elif isinstance(target, DraftStateMixin):
        save_draft(translation, user=user)
    elif complete:
        # It has no drafts: to save is to publish, which half a translation must not be.
        translation.save_target(user=user)
        return "published"
    else:
        return "stored"
    if publish and complete:
        target = translation.get_target_instance()
        if user is None or may_publish(user, target):
            target.get_latest_revision().publish(user=user)
            return "published"
    return "draft"
