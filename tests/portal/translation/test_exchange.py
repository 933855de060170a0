"""Files of translations: what goes out, what comes in, and what is refused with which words."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import polib
import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone, translation
from lxml import etree
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation

from gemeenten.models import LetterPage, MunicipalityPage
from home.models import Partner
from portal.roles import COMMUNICATION, TRANSLATORS
from portal.translation.checks import check_segment
from portal.translation.exchange import Fate, ImportFailedError, Report, apply, check
from portal.translation.files import ReadFile, pack, unpack
from portal.translation.pending import KEPT, PendingImport
from portal.translation.po import UnreadableFileError, read_po, write_po
from portal.translation.segments import Document, Segment, load_documents
from portal.translation.xliff import NAMESPACE, read_xliff, write_xliff


def translation_of(title: str = "Gent") -> Translation:
    """The French translation of a starter page."""
    rows = Translation.objects.select_related("source__locale", "source__specific_content_type", "target_locale")
    return rows.get(source__object_repr=title, target_locale__language_code="fr")


def document_of(title: str = "Gent") -> Document:
    """Its texts."""
    [document] = load_documents([translation_of(title)])
    return document


def changed(document: Document, **texts: str) -> Document:
    """The document with other translations, by path."""
    return replace(
        document,
        segments=tuple(replace(one, target=texts[one.path]) if one.path in texts else one for one in document.segments),
    )


def read(document: Document, kind: str = "po") -> list[ReadFile]:
    """The document after a journey through a file."""
    name, _type, content = pack([document], kind, "file")
    return unpack(name, content)


def texts(report: Report, fate: Fate) -> list[str]:
    """The reasons of all lines with one fate."""
    return [" ".join(line.reasons) for file in report.files for line in file.of(fate)]


@pytest.fixture
def translator(db: None) -> User:
    """A member of the French translators."""
    user = User.objects.create_user("vertaler", password="x")
    user.groups.add(Group.objects.get(name=TRANSLATORS))
    return user


@pytest.fixture
def admin(translator: User) -> Client:
    """The translator's browser."""
    client = Client(HTTP_HOST="localhost")
    client.force_login(translator)
    return client


# --- One text ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Gent", "Gand"),
        ("Gent &amp; co", "Gand & cie"),
        ('Lees <a id="a1">meer</a>', 'En savoir <a id="a1">plus</a>'),
        ("<b>Een</b> twee", "Un <b>deux</b>"),
        ("Een<br/>twee", "Un deux"),
        ("Beste {sender},", "{sender},"),
    ],
)
def test_sound_translations_pass(source: str, target: str) -> None:
    assert check_segment(source, target) == []


@pytest.mark.parametrize(
    ("source", "target", "code", "names"),
    [
        ('Lees <a id="a1">meer</a>', "En savoir plus", "lost_tags", ('<a id="a1">',)),
        ('<a id="a1">Een</a> en <a id="a2">twee</a>', '<a id="a1">Un</a> <a id="a1">deux</a>', "lost_tags", None),
        ("Lees meer", "En savoir <b>plus</b>", "added_tags", ("<b>",)),
        ('Lees <a id="a1">meer</a>', '<a id="a9">plus</a>', "lost_tags", ('<a id="a1">',)),
        ("Beste {sender},", "Bonjour,", "lost_placeholders", ("{sender}",)),
        ("Beste,", "Bonjour {sender},", "added_placeholders", ("{sender}",)),
        ("<b>Een</b>", "<b>Un", "markup", None),
        ("<b>Een</b>", "<b>Un</i></b>", "markup", None),
        ("Een", "<script>alert(1)</script>", "markup", None),
        ("Een", '<b onclick="x()">Un</b>', "markup", None),
        ("Beste {sender}", "Bonjour {sender} {", "markup", None),
        ("Een", "  ", "empty", ()),
        ("<b>Een</b>", "<b></b>", "empty", ()),
    ],
)
def test_damaged_translations_are_told_apart(source: str, target: str, code: str, names: Any) -> None:
    problem = check_segment(source, target)[0]

    assert problem.code == code
    assert names is None or problem.names == names
    assert problem.message


# --- Files ------------------------------------------------------------------------------------------------------------


def sample(**values: Any) -> Document:
    """A small document."""
    segments = (
        Segment("title", "Gent", "Gand", note="Title"),
        Segment("body.1", 'Zie <a id="a1">onze <b>lijst</b></a>.<br/>{sender}', ""),
        Segment("body.1", "Twee &amp; drie &lt;4&gt;", "Deux &amp; trois &lt;4&gt;", unsure=True),
    )
    return Document(str(uuid4()), str(uuid4()), "Gent: één", "nl", "fr", **{"segments": segments, **values})


def test_po_carries_everything_there_and_back() -> None:
    document = sample()

    assert replace(read_po(write_po(document)), segments=()) == replace(document, segments=())
    assert [replace(one, note="") for one in read_po(write_po(document)).segments] == [
        replace(one, note="") for one in document.segments
    ]


def test_po_is_one_that_polib_and_wagtail_localize_understand(db: None) -> None:
    translation = translation_of()
    po = polib.pofile(write_po(document_of()).decode())

    assert po.metadata["X-WagtailLocalize-TranslationID"] == str(translation.uuid)
    assert translation.import_po(po) == []
    assert unpack("x.po", str(translation.export_po()).encode())[0].document is not None


def test_xliff_carries_everything_there_and_back() -> None:
    document = sample()
    [back] = read_xliff(write_xliff([document]))

    # A text without a translation is in the same state as an unconfirmed one.
    assert [(one.key, one.target, one.note) for one in back.segments] == [
        (one.key, one.target, one.note) for one in document.segments
    ]
    assert [one.unsure for one in back.segments] == [False, True, True]
    assert replace(back, segments=()) == replace(document, segments=())


def test_xliff_protects_tags_and_placeholders_as_inline_codes() -> None:
    root = etree.fromstring(write_xliff([sample()]))
    unit = root.findall(f".//{{{NAMESPACE}}}unit")[1]
    source = unit.find(f".//{{{NAMESPACE}}}source")

    assert [etree.QName(code).localname for code in source.iter() if code is not source] == ["pc", "pc", "ph", "ph"]
    assert "".join(source.itertext()) == "Zie onze lijst."
    assert root.get("version") == "2.0"
    assert [etree.QName(child).localname for child in unit] == ["originalData", "segment"]


def test_xliff_ids_are_name_tokens_and_unique(db: None) -> None:
    documents = load_documents(list(Translation.objects.order_by("pk")))
    root = etree.fromstring(write_xliff(documents))
    files = root.findall(f"{{{NAMESPACE}}}file")

    assert len(files) == len({file.get("id") for file in files}) == len(documents)
    for file in files:
        ids = [unit.get("id") for unit in file.iter(f"{{{NAMESPACE}}}unit")]
        assert len(ids) == len(set(ids))
        assert all(re.fullmatch(r"[A-Za-z0-9._-]+", name) for name in ids)


def test_xliff_resegmented_and_marked_by_a_tool_is_put_together_again() -> None:
    content = f"""<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="{NAMESPACE}" version="2.1" srcLang="nl-BE" trgLang="fr-BE">
<file id="f" original="o"><unit id="u" name="body">
<originalData><data id="d1">&lt;b&gt;</data><data id="d2">&lt;/b&gt;</data></originalData>
<segment state="translated"><source>Een <pc id="1" dataRefStart="d1" dataRefEnd="d2">twee</pc>.</source>
<target>Un <mrk id="m1" type="comment">et</mrk> <pc id="1">deux</pc>.</target></segment>
<ignorable><source> </source></ignorable>
<segment state="final">
<source>Drie <sc id="2" dataRef="d1"/>&amp; 4<ec startRef="2" dataRef="d2"/><cp hex="001F"/></source>
<target>Trois <sc id="2" dataRef="d1"/>&amp; 4<ec startRef="2" dataRef="d2"/><cp hex="zz"/></target></segment>
</unit></file></xliff>"""
    [document] = read_xliff(content.encode())
    [segment] = document.segments

    assert segment.source == "Een <b>twee</b>. Drie <b>&amp; 4</b>\x1f"
    assert segment.target == "Un et <b>deux</b>. Trois <b>&amp; 4</b>"
    assert not segment.unsure


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfenot a file",
        b"hello",
        b'msgid "x"\nmsgstr "broken',
        b'msgid "x"\nmsgstr "y"\n',
        b"/etc/passwd",
        b"<xliff",
        b"<html></html>",
        b'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"/>',
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><xliff>&b;</xliff>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><xliff>&x;</xliff>'.encode(
            "utf-16"
        ),
        b"PK\x03\x04nonsense",
    ],
)
def test_broken_files_are_refused_with_a_reason(content: bytes) -> None:
    [file] = unpack("file", content)

    assert file.document is None
    assert file.error


def test_broken_po_file_is_told_with_the_line_of_the_mistake() -> None:
    [file] = unpack("file.po", b'msgid "x"\nmsgstr "y"\nnonsense\n')

    with translation.override("fr"):
        [french] = unpack("file.po", b'msgid "x"\nmsgstr "y"\nnonsense\n')

    assert "3" in str(file.error)
    assert french.error == "Ce fichier PO est endommagé\N{NO-BREAK SPACE}: voir la ligne 3."


@pytest.mark.asvs("v5.0.0-1.5.1")
def test_entity_bomb_is_refused_before_it_is_read() -> None:
    with pytest.raises(UnreadableFileError, match="document"):
        read_xliff(b'<!DOCTYPE x [<!ENTITY a "a">]><xliff/>')


@pytest.mark.asvs("v5.0.0-5.2.3")
def test_files_that_are_too_large_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.translation.files.MAX_BYTES", 1000)
    monkeypatch.setattr("portal.translation.files.MAX_UNPACKED", 2000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.po", b"0" * 100_000)

    assert unpack("x.po", b"0" * 1001)[0].error
    assert len(buffer.getvalue()) < 1000
    assert unpack("x.zip", buffer.getvalue())[0].error


def test_several_documents_are_a_zip_of_po_files_or_one_xliff_file() -> None:
    one, two = sample(), sample()
    name, _type, content = pack([one, two], "po", "all")
    assert name == "all.zip"
    assert [file.document.translation for file in unpack(name, content) if file.document] == [
        one.translation,
        two.translation,
    ]
    assert pack([one, two], "po", "all") == (name, _type, content)

    name, _type, content = pack([one, two], "xliff", "all")
    assert name == "all.xlf"
    assert len(unpack(name, content)) == 2


def test_there_is_no_file_without_texts() -> None:
    with pytest.raises(ValueError, match="nothing"):
        pack([sample(segments=())], "po", "all")


# --- Reports ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["po", "xliff"])
def test_whole_site_exported_and_imported_changes_nothing(db: None, kind: str) -> None:
    documents = load_documents(list(Translation.objects.order_by("pk")))

    name, _type, content = pack(documents, kind, "all")
    report = check(unpack(name, content))

    assert report.refused == []
    assert report.counts[Fate.UNCHANGED] == sum(len(document.segments) for document in documents)
    assert sum(report.counts.values()) == report.counts[Fate.UNCHANGED]


@pytest.mark.parametrize("kind", ["po", "xliff"])
def test_dry_run_changes_nothing_and_says_what_it_would(db: None, kind: str) -> None:
    before = list(StringTranslation.objects.order_by("pk").values())

    report = check(read(changed(document_of(), title="Gand solidaire", introduction=""), kind))

    assert [(line.segment.path, line.before) for line in report.files[0].of(Fate.APPLIED)] == [("title", "Gand")]
    assert report.counts[Fate.REJECTED] == 1
    assert list(StringTranslation.objects.order_by("pk").values()) == before


def test_import_saves_a_draft_and_leaves_the_public_page_alone(translator: User, site: Client) -> None:
    page = MunicipalityPage.objects.get(slug="gand")
    StringTranslation.objects.filter(context__object_id=page.translation_key, context__path="title").update(
        has_error=True, field_error="old"
    )

    report = apply(read(changed(document_of(), title="Gand la solidaire")), translator)

    row = StringTranslation.objects.get(context__object_id=page.translation_key, context__path="title")
    assert (row.data, row.translation_type, row.has_error, row.field_error) == (
        "Gand la solidaire",
        "manual",
        False,
        "",
    )
    assert row.last_translated_by == translator
    assert report.files[0].saved == "draft"
    page.refresh_from_db()
    assert page.live
    assert page.title == "Gand"
    assert page.get_latest_revision_as_object().title == "Gand la solidaire"
    assert "Gand la solidaire" not in site.get("/fr/communes/gand/").content.decode()


def test_import_publishes_only_for_those_who_may(translator: User, site: Client) -> None:
    files = read(changed(document_of(), title="Gand la solidaire"))
    assert apply(files, translator, publish=True).files[0].saved == "draft"

    chief = User.objects.create_superuser("chef", password="x")
    report = apply(read(changed(document_of(), title="Gand et son port")), chief, publish=True)

    assert report.files[0].saved == "published"
    assert MunicipalityPage.objects.live().filter(title="Gand et son port").exists()
    assert site.get("/fr/communes/gand/").status_code == 200


def test_half_a_translation_is_not_published(db: None) -> None:
    StringTranslation.objects.filter(
        context__object_id=translation_of().source.object_id, context__path="introduction"
    ).delete()

    report = apply(read(changed(document_of(), title="Gand la solidaire")), publish=True)

    assert report.files[0].saved == "draft"
    assert MunicipalityPage.objects.get(slug="gand").title == "Gand"


def test_snippet_without_drafts_is_saved_when_complete(db: None) -> None:
    partner = Partner.objects.filter(locale__language_code="fr").exclude(description="")[0]
    translation = Translation.objects.get(source__object_id=partner.translation_key)
    [document] = load_documents([translation])

    report = apply(read(changed(document, description="Une autre description.")))

    partner.refresh_from_db()
    assert partner.description == "Une autre description."
    assert report.files[0].saved == "published"


def test_letter_knows_which_placeholders_say_the_same(db: None) -> None:
    title = LetterPage.objects.get(locale__language_code="nl").title
    document = document_of(title)

    fine = check(read(changed(document, letter_subject="{of_municipality}")))
    wrong = check(read(changed(document, letter_subject="Demande {sender}", letter_closing="Salut {naam}")))

    assert fine.counts[Fate.APPLIED] == 1
    assert wrong.counts[Fate.REJECTED] == 2
    assert all(texts(wrong, Fate.REJECTED))


def test_rejections_say_why(db: None) -> None:
    report = check(read(changed(document_of(), title="x" * 300, slug="Pas Bon", introduction="<b>x")))

    reasons = {line.segment.path: line.reasons[0] for line in report.files[0].of(Fate.REJECTED)}
    assert set(reasons) == {"title", "slug", "introduction"}
    assert "255" in reasons["title"]
    assert "pas-bon" in reasons["slug"]


def test_text_whose_source_changed_since_the_export_is_rejected(db: None) -> None:
    document = document_of()
    old = tuple(replace(one, source="Old", target="Vieux") if one.path == "title" else one for one in document.segments)
    gone = (Segment("body.gone", "Weg", "Parti"),)

    report = check(read(replace(document, segments=old + gone)))

    assert [line.segment.path for line in report.files[0].of(Fate.REJECTED)] == ["title"]
    assert [line.segment.path for line in report.files[0].of(Fate.UNKNOWN)] == ["body.gone"]


def test_fuzzy_texts_are_not_taken(db: None) -> None:
    document = document_of()
    doubt = tuple(
        replace(one, target="Gand ?", unsure=True) if one.path == "title" else one for one in document.segments
    )

    report = check(read(replace(document, segments=doubt)))

    assert "fuzzy" in texts(report, Fate.REJECTED)[0]


def test_same_text_twice_with_two_translations_is_rejected(db: None) -> None:
    document = document_of()
    title = next(one for one in document.segments if one.path == "title")
    twice = (replace(title, target="Un"), replace(title, target="Deux"))

    report = check([ReadFile("x", "po", replace(document, segments=twice))])

    assert report.counts[Fate.APPLIED] == report.counts[Fate.REJECTED] == 1


def test_file_of_another_translation_is_refused(db: None) -> None:
    report = check(read(document_of("Genk")), only=translation_of("Gent"))

    assert "Genk" in report.files[0].refused
    assert report.files[0].lines == []


def test_file_with_the_texts_of_another_page_is_refused(db: None) -> None:
    other = replace(document_of("Genk"), translation=str(translation_of("Gent").uuid))
    only_its_own = replace(other, segments=(Segment("body.elsewhere", "x", "y"),))

    assert check(read(only_its_own)).files[0].refused


def test_file_from_elsewhere_is_refused(db: None) -> None:
    assert check(read(sample())).files[0].refused


def test_other_pair_of_languages_is_refused_but_a_country_is_not(db: None) -> None:
    assert "de" in check(read(replace(document_of(), target_language="de"), "xliff")).files[0].refused
    assert check(read(replace(document_of(), target_language="fr-BE"), "xliff")).files[0].refused == ""


def test_object_is_known_by_its_key_when_its_translation_was_made_anew(db: None) -> None:
    Translation.objects.filter(pk=translation_of().pk).update(uuid=uuid4())
    document = replace(document_of(), translation=str(uuid4()))

    assert check(read(changed(document, title="Autre"))).counts[Fate.APPLIED] == 1


def test_second_file_of_one_page_is_refused(db: None) -> None:
    assert check(read(document_of()) * 2).files[1].refused


def test_person_without_rights_on_the_page_is_refused(db: None) -> None:
    user = User.objects.create_user("redactie", password="x")
    user.groups.add(Group.objects.get(name=COMMUNICATION))

    assert check(read(document_of()), user).files[0].refused


def test_locked_page_is_refused(translator: User) -> None:
    page = MunicipalityPage.objects.get(slug="gand")
    page.locked, page.locked_by, page.locked_at = True, User.objects.create_user("slot"), timezone.now()
    page.save()

    assert check(read(document_of()), translator).files[0].refused


def test_import_is_all_or_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    before = list(StringTranslation.objects.order_by("pk").values_list("pk", "data"))
    monkeypatch.setattr("portal.translation.exchange._limit", lambda model, segment: "")
    files = read(changed(document_of("Genk"), title="Genk !")) + read(changed(document_of(), title="x" * 300))

    with pytest.raises(ImportFailedError, match="Gent"):
        apply(files)

    assert list(StringTranslation.objects.order_by("pk").values_list("pk", "data")) == before
    assert not MunicipalityPage.objects.get(locale__language_code="fr", title="Genk").has_unpublished_changes


def test_import_twice_changes_nothing_more(db: None) -> None:
    files = read(changed(document_of(), title="Gand la solidaire"))
    apply(files)
    revisions = MunicipalityPage.objects.get(slug="gand").revisions.count()

    report = apply(files)

    assert report.counts[Fate.APPLIED] == 0
    assert MunicipalityPage.objects.get(slug="gand").revisions.count() == revisions


# --- Admin ------------------------------------------------------------------------------------------------------------


def upload(client: Client, content: bytes, name: str = "gent.po") -> Any:
    """Send a file and follow to the report."""
    return client.post("/admin/translations/import/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def test_translator_exports_a_page_and_imports_it_again(admin: Client) -> None:
    translation = translation_of()
    assert admin.get(f"/admin/translations/export/?ids={translation.source.object_id}").status_code == 200
    response = admin.post(
        "/admin/translations/export/",
        {"ids": str(translation.pk), "locale": translation.target_locale_id, "texts": "all", "kind": "po"},
    )
    assert response["Content-Disposition"].endswith('.po"')
    content = response.content.replace(b'msgstr "Gand"', b'msgstr "Gand-sur-Lys"')

    preview = upload(admin, content)
    assert "Gand-sur-Lys" in preview.content.decode()
    assert not StringTranslation.objects.filter(data="Gand-sur-Lys").exists()

    done = admin.post(preview.redirect_chain[-1][0], {"apply": "1"})
    assert done.context["applied"]
    assert StringTranslation.objects.filter(data="Gand-sur-Lys").exists()
    assert not PendingImport.objects.exists()


def test_whole_site_export_names_what_was_never_submitted(admin: Client) -> None:
    response = admin.get("/admin/translations/export/")

    assert response.context["left_out"] == 2
    assert len(response.context["translations"]) == Translation.objects.count()


def test_export_of_open_texts_holds_only_those(admin: Client) -> None:
    data = {"ids": "", "locale": translation_of().target_locale_id, "texts": "open", "kind": "xliff"}
    assert admin.post("/admin/translations/export/", data)["Content-Type"].startswith("text/html")

    StringTranslation.objects.filter(data="Gand").delete()
    [file] = unpack("x.xlf", admin.post("/admin/translations/export/", data).content)

    assert file.document
    assert {one.source for one in file.document.segments} == {"Gent"}


def test_upload_can_be_thrown_away(admin: Client) -> None:
    preview = upload(admin, write_po(changed(document_of(), title="Gand-sur-Lys")))

    admin.post(preview.redirect_chain[-1][0], {"discard": "1"})

    assert not PendingImport.objects.exists()
    assert not StringTranslation.objects.filter(data="Gand-sur-Lys").exists()


@pytest.mark.asvs("v5.0.0-8.2.2")
def test_upload_is_only_its_owners_and_only_for_a_day(admin: Client) -> None:
    address = upload(admin, write_po(document_of())).redirect_chain[-1][0]
    chief = Client(HTTP_HOST="localhost")
    chief.force_login(User.objects.create_superuser("chef", password="x"))
    assert chief.get(address).status_code == 302

    PendingImport.objects.update(created_at=timezone.now() - KEPT)
    assert admin.get(address).status_code == 302


def test_broken_upload_is_told_and_cannot_be_applied(admin: Client) -> None:
    preview = upload(admin, b"nonsense")

    assert preview.context["report"].refused
    assert 'name="apply"' not in preview.content.decode()


def test_editors_upload_button_leads_to_the_report(admin: Client) -> None:
    response = admin.post(
        f"/admin/localize/translate/{translation_of().pk}/pofile/upload/",
        {"file": SimpleUploadedFile("genk.po", write_po(document_of("Genk")))},
        follow=True,
    )

    assert "Genk" in response.context["report"].refused[0].refused


@pytest.mark.parametrize("address", ["/admin/translations/export/", "/admin/translations/import/"])
def test_staff_without_a_target_language_is_kept_out(db: None, address: str) -> None:
    user = User.objects.create_user("redactie", password="x")
    user.groups.add(Group.objects.get(name=COMMUNICATION))
    client = Client(HTTP_HOST="localhost")
    assert client.get(address).status_code == 302
    client.force_login(user)

    # Wagtail answers a refused person with its own front page and a message.
    assert client.get(address).status_code in {302, 403}


# --- Commands ---------------------------------------------------------------------------------------------------------


def test_commands_export_and_import(db: None, tmp_path: Path) -> None:
    out = io.StringIO()
    key = str(translation_of().source.object_id)
    call_command("export_translations", "fr", "--format", "po", "--output", tmp_path, "--object", key, stdout=out)
    file = tmp_path / "translations-fr.po"
    file.write_text(file.read_text().replace('msgstr "Gand"', 'msgstr "Gand-sur-Lys"'))

    call_command("import_translations", file, "--dry-run", stdout=out)
    assert "applied: 1" in out.getvalue()
    assert not StringTranslation.objects.filter(data="Gand-sur-Lys").exists()

    call_command("import_translations", file, "--publish", stdout=out)
    assert Page.objects.filter(title="Gand-sur-Lys", live=True).exists()


def test_command_fails_on_a_refused_file(db: None, tmp_path: Path) -> None:
    file = tmp_path / "x.po"
    file.write_bytes(write_po(sample()))

    with pytest.raises(CommandError, match="1 refused"):
        call_command("import_translations", file, stdout=io.StringIO(), stderr=io.StringIO())
    with pytest.raises(CommandError, match="translation"):
        call_command("export_translations", "fr", "--object", str(uuid4()), stdout=io.StringIO())
