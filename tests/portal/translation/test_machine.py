"""Machine translation, against a LibreTranslate of our own over real HTTP."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from bs4 import BeautifulSoup, NavigableString
from django.contrib.auth.models import Group, User
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.strings import StringValue

from gemeenten.models import MunicipalityPage
from portal.roles import TRANSLATORS
from portal.translation.checks import check_segment
from portal.translation.exchange import Fate, check
from portal.translation.files import pack, unpack
from portal.translation.glossary import Glossary
from portal.translation.machine import (
    GlossaryTranslator,
    MachineError,
    confirm_machine_text,
    machine_segments,
    machine_translator,
    protect,
    unconfirmed_machine_segments,
)
from portal.translation.segments import load_documents


class Stub(ThreadingHTTPServer):
    """A LibreTranslate that writes every word backwards, and may be told to misbehave."""

    daemon_threads = True
    mood = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """POST /translate with a list of HTML texts, as https://docs.libretranslate.com says."""

    server: Stub

    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(sent)
        if self.path != "/translate" or sent["format"] != "html" or sent["api_key"] != "key":
            return self.answer(403, {"error": "Invalid API key"})
        if self.server.mood == "broken":
            return self.answer(500, {"error": "out of order"})
        if self.server.mood == "nonsense":
            return self.answer(200, {"hello": "world"})
        if self.server.mood == "careless":
            return self.answer(200, {"translatedText": [re.sub(r"<[^>]*>", "", text) for text in sent["q"]]})
        return self.answer(200, {"translatedText": [backwards(text) for text in sent["q"]]})

    def answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


def backwards(html: str) -> str:
    """Every word backwards, except where the markup says that it is not to be translated."""
    soup = BeautifulSoup(html, "html.parser")
    for text in soup.find_all(string=True):
        if isinstance(text, NavigableString) and not text.find_parent(attrs={"translate": "no"}):
            text.replace_with(re.sub(r"\w+", lambda match: match[0][::-1], text))
    return str(soup)


@pytest.fixture
def stub() -> Iterator[Stub]:
    """The running service."""
    server = Stub()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def machine(db: None, stub: Stub, settings: Any) -> Stub:
    """The portal with that service in its settings."""
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "portal.translation.machine.GlossaryTranslator",
        "OPTIONS": {"LIBRETRANSLATE_URL": stub.url, "API_KEY": "key", "AUTH_KEY": "", "TIMEOUT": 5},
    }
    return stub


@pytest.fixture
def gent(db: None) -> Translation:
    """The French translation of Gent, from which two texts are missing."""
    translation = Translation.objects.select_related("source__locale", "target_locale").get(
        source__object_repr="Gent", target_locale__language_code="fr"
    )
    StringTranslation.objects.filter(
        context__object_id=translation.source.object_id,
        context__path__in=["introduction", "slug"],
        locale=translation.target_locale,
    ).delete()
    return translation


@pytest.fixture
def translator(db: None) -> Client:
    """A French translator's browser."""
    user = User.objects.create_user("vertaler", password="x")
    user.groups.add(Group.objects.get(name=TRANSLATORS))
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def languages() -> tuple[Locale, Locale]:
    return Locale.objects.get(language_code="nl"), Locale.objects.get(language_code="fr")


def button(translation: Translation) -> str:
    return f"/admin/localize/translate/{translation.pk}/machine_translate/"


# --- Without a key ----------------------------------------------------------------------------------------------------


def test_without_a_key_there_is_no_machine_and_no_button(translator: Client, gent: Translation) -> None:
    page = MunicipalityPage.objects.get(slug="gand")

    assert machine_translator() is None
    assert translator.post(button(gent), follow=True).status_code == 404
    editor = translator.get(f"/admin/pages/{page.pk}/edit/")
    assert editor.status_code == 200
    assert "machine_translate" not in editor.content.decode()


def test_with_a_key_the_editor_has_the_button(machine: Stub, translator: Client, gent: Translation) -> None:
    page = MunicipalityPage.objects.get(slug="gand")

    assert isinstance(get_machine_translator(), GlossaryTranslator)
    assert button(gent) in translator.get(f"/admin/pages/{page.pk}/edit/").content.decode()


def test_deepl_comes_first_and_leaves_our_element_alone() -> None:
    deepl = GlossaryTranslator({"AUTH_KEY": "secret:fx", "LIBRETRANSLATE_URL": "http://x", "API_KEY": ""})

    assert deepl.display_name == "DeepL"
    parameters = deepl.provider.get_parameters(
        Locale(language_code="nl"), Locale(language_code="fr"), [StringValue("Een")]
    )
    assert parameters["ignore_tags"] == "x"
    assert (parameters["source_lang"], parameters["target_lang"]) == ("NL", "FR")


# --- Protecting -------------------------------------------------------------------------------------------------------


def test_terms_and_placeholders_go_out_protected(db: None) -> None:
    protected = protect('Elke <a id="a1">solidaire gemeente</a> en het OCMW {of_municipality}', Glossary.load("fr"))

    assert protected.kept == ("commune solidaire", "CPAS", "{of_municipality}")
    assert protected.restore(protected.html) == 'Elke <a id="a1">commune solidaire</a> en het CPAS {of_municipality}'


@pytest.mark.parametrize(
    "damage",
    [
        lambda html: re.sub(r"<x.*?</x>", "", html, count=1),
        lambda html: html + html,
        lambda html: html.replace('id="k0"', 'id="k7"'),
    ],
)
def test_protected_words_lost_or_doubled_are_noticed(db: None, damage: Any) -> None:
    protected = protect("Het OCMW {sender}", Glossary.load("fr"))

    assert protected.restore(damage(protected.html)) is None


def test_terms_come_back_with_the_glossarys_words_over_http(machine: Stub) -> None:
    texts = [
        "Solidaire gemeenten en hun schepenen",
        'Beste {sender}, zie <a id="a1">onze lijst</a> &amp; <b>meer</b>.',
        "Een gewone zin",
        "Een gewone zin",
    ]
    translator = machine_translator()
    assert translator is not None

    outcome = translator.attempt(*languages(), texts)

    assert outcome.damaged == []
    assert outcome.translations == {
        texts[0]: "Communes solidaires ne nuh échevins",
        texts[1]: 'etseB {sender}, eiz <a id="a1">ezno tsjil</a> &amp; <b>reem</b>.',
        texts[2]: "neE enoweg niz",
    }
    assert all(check_segment(source, target) == [] for source, target in outcome.translations.items())
    [sent] = machine.requests
    assert (sent["source"], sent["target"]) == ("nl", "fr")


def test_many_texts_go_in_several_requests(machine: Stub) -> None:
    translator = machine_translator()
    assert translator is not None

    outcome = translator.attempt(*languages(), [f"Zin nummer {number}" for number in range(95)])

    assert len(outcome.translations) == 95
    assert [len(sent["q"]) for sent in machine.requests] == [40, 40, 15]


def test_damaged_answers_are_left_out(machine: Stub) -> None:
    machine.mood = "careless"
    translator = machine_translator()
    assert translator is not None

    outcome = translator.attempt(*languages(), ["Een <b>vette</b> zin", "Een kale zin", "Naar {sender}"])

    assert outcome.translations == {"Een kale zin": "Een kale zin"}
    assert outcome.damaged == ["Een <b>vette</b> zin", "Naar {sender}"]


@pytest.mark.parametrize(("mood", "words"), [("broken", "500"), ("nonsense", "LibreTranslate")])
def test_failing_service_is_told(machine: Stub, mood: str, words: str) -> None:
    machine.mood = mood
    translator = machine_translator()
    assert translator is not None

    with pytest.raises(MachineError, match=words):
        translator.attempt(*languages(), ["Een zin"])
    # wagtail-localize's own views get an answer without translations instead of an error.
    assert translator.translate(*languages(), [StringValue("Een zin")]) == {}


def test_unreachable_service_is_told(machine: Stub, settings: Any) -> None:
    options = settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR["OPTIONS"]
    translator = GlossaryTranslator({**options, "LIBRETRANSLATE_URL": "http://localhost:9"})

    with pytest.raises(MachineError, match="ConnectionError"):
        translator.attempt(*languages(), ["Een zin"])


# --- In the editor ----------------------------------------------------------------------------------------------------


def test_button_fills_the_gaps_and_marks_them(machine: Stub, translator: Client, gent: Translation) -> None:
    response = translator.post(button(gent), follow=True)

    row = StringTranslation.objects.get(context__object_id=gent.source.object_id, context__path="introduction")
    assert (row.translation_type, row.tool_name) == ("machine", "LibreTranslate")
    assert list(unconfirmed_machine_segments(gent)) == [row]
    assert row in machine_segments(gent.target_locale)
    assert "LibreTranslate" in response.content.decode()
    # People choose the address of a page.
    assert not StringTranslation.objects.filter(
        context__object_id=gent.source.object_id, context__path="slug", locale=gent.target_locale
    ).exists()


def test_button_tells_of_a_failing_service(machine: Stub, translator: Client, gent: Translation) -> None:
    machine.mood = "broken"

    response = translator.post(button(gent), follow=True)

    assert response.status_code == 200
    assert "LibreTranslate" in response.content.decode()
    assert not unconfirmed_machine_segments(gent).exists()


def test_machine_text_waits_until_a_person_confirms_it(machine: Stub, translator: Client, gent: Translation) -> None:
    translator.post(button(gent), follow=True)
    page = MunicipalityPage.objects.get(slug="gand")
    review = f"/admin/translations/review/{gent.pk}/"

    assert review in translator.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    [row] = unconfirmed_machine_segments(gent)
    assert f'value="{row.pk}"' in translator.get(review).content.decode()

    translator.post(review, {"text": [str(row.pk)]})
    row.refresh_from_db()
    assert row.translation_type == "manual"
    assert row.last_translated_by.username == "vertaler"
    assert not machine_segments(gent.target_locale).exists()


def test_only_the_chosen_texts_are_confirmed(machine: Stub, translator: Client, gent: Translation) -> None:
    translator.post(button(gent))
    user = User.objects.get(username="vertaler")

    assert confirm_machine_text(gent, user, []) == 0
    assert confirm_machine_text(gent, user) == 1


def test_changing_a_machine_text_in_the_editor_confirms_it(
    machine: Stub, translator: Client, gent: Translation
) -> None:
    translator.post(button(gent))
    segment = gent.source.stringsegment_set.get(context__path="introduction")

    translator.put(
        f"/admin/localize/translate/{gent.pk}/strings/{segment.pk}/edit/",
        "value=Mieux",
        content_type="application/x-www-form-urlencoded",
    )

    assert not unconfirmed_machine_segments(gent).exists()


def test_machine_text_is_fuzzy_in_po_and_initial_in_xliff_until_confirmed_there(
    machine: Stub, translator: Client, gent: Translation
) -> None:
    translator.post(button(gent))
    [document] = load_documents([gent])
    _name, _type, po = pack([document], "po", "x")
    _name, _type, xliff = pack([document], "xliff", "x")
    assert check(unpack("x.po", po)).counts[Fate.APPLIED] == check(unpack("x.xlf", xliff)).counts[Fate.APPLIED] == 0

    confirmed = po.replace(b"#, fuzzy\n", b"")
    assert check(unpack("x.po", confirmed)).counts[Fate.APPLIED] == 1


def test_only_those_who_may_edit_the_page_may_confirm(db: None, gent: Translation) -> None:
    client = Client(HTTP_HOST="localhost")
    user = User.objects.create_user("redactie", password="x")
    user.groups.add(Group.objects.get(name="Communication"))
    client.force_login(user)

    assert client.get(f"/admin/translations/review/{gent.pk}/").status_code in {302, 403}
    assert client.post(f"/admin/translations/review/{gent.pk}/", {"all": "1"}).status_code in {302, 403}
