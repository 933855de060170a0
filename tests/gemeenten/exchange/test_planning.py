"""What a plan says of each line: rules without a database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gemeenten.exchange.cells import Activities
from gemeenten.exchange.places import Places
from gemeenten.exchange.planning import Context, Fate, Plan, Problem, make_plan
from gemeenten.exchange.reading import read_table
from gemeenten.exchange.records import Kept, Profile, Step, merge_steps
from gemeenten.register.reader import read_register

REGISTER = read_register()
ROWS = (*REGISTER.current, *REGISTER.former)
ACTIVITIES = Activities(
    [("opvangplaatsen", ["Opvangplaatsen", "Places d’accueil"]), ("onderwijs", ["Onderwijs", "Enseignement"])]
)
TODAY = date(2026, 11, 24)


def plan(text: str, *kept: Kept) -> Plan:
    """The plan of a CSV file for a portal with some profiles."""
    known = {one.profile.refnis: one for one in kept}
    return make_plan(read_table(text.encode()), Context(Places(ROWS, known), known, ACTIVITIES, TODAY))


def problem(text: str, *kept: Kept) -> Problem:
    """The one problem of a file."""
    made = plan(text, *kept)
    assert made.work == ()
    (only,) = made.problems
    return only


def gent(*steps: Step, **values: str) -> Kept:
    """The profile of Gent."""
    return Kept(Profile("44021", title="Gent", introduction="Gent.", steps=steps, **values), 7, live=True)


def test_municipality_is_found_by_code_by_name_in_any_language_and_by_name_with_postcode() -> None:
    lines = ["44021;;", ";Anvers;", ";Saint-Nicolas;4420", ";st niklaas;", ";;8500"]
    made = plan("NIS;gemeente;postcode;stap\n" + "".join(f"{line};beslist\n" for line in lines))

    assert made.problems == ()
    assert [item.name for item in made.items] == ["Gent", "Antwerpen", "Saint-Nicolas", "Sint-Niklaas", "Kortrijk"]


@pytest.mark.parametrize(
    ("line", "heading", "told"),
    [
        ("99999;;;beslist", "NIS", "kent geen gemeente"),
        ("99999;Gent;;beslist", "NIS", "44021"),
        ("44021;Brugge;;beslist", "gemeente", "Gent"),
        (";Antwerpem;;beslist", "gemeente", "Antwerpen (11002)"),
        (";Xyzzyqwerty;;beslist", "gemeente", "NIS-code"),
        (";Saint-Nicolas;;beslist", "gemeente", "Sint-Niklaas"),
        (";Gent;2000;beslist", "postcode", "Gent"),
        (";;1;beslist", "postcode", "postcode"),
        (";;;beslist", "NIS", "over welke gemeente"),
        ("44021;;;", "stap", "beslist"),
        ("44021;;;misschien", "stap", "vernieuwd"),
        ("44021;;;solidair", "stap", "beslist"),
    ],
)
def test_line_that_cannot_be_taken_is_named_with_column_and_what_to_do(line: str, heading: str, told: str) -> None:
    found = problem(f"NIS;gemeente;postcode;stap\n{line}\n")

    assert (found.line, found.heading) == (2, heading)
    assert told in found.message


def test_former_municipality_leads_to_its_successor_unless_it_has_a_profile() -> None:
    former = next(row for row in REGISTER.former if row.name_nl == "Kruibeke")
    text = f"NIS;stap\n{former.refnis};beslist\n"

    assert former.successor in problem(text).message
    assert plan(text, Kept(Profile(former.refnis, title="Kruibeke"), 3)).items[0].fate == Fate.UPDATED


def test_name_that_outlived_its_code_means_the_profile_under_the_old_code() -> None:
    by_code = {row.refnis: row for row in ROWS}
    former = next(row for row in REGISTER.former if by_code[row.successor].name_nl == row.name_nl == "Lokeren")

    made = plan("gemeente;stap\nLokeren;vernieuwd\n", Kept(Profile(former.refnis, steps=(Step("decided"),)), 3))

    assert made.items[0].refnis == former.refnis


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("2024", "2024"),
        ("2024-3", "2024-03"),
        ("03/2024", "2024-03"),
        ("15/3/2024", "2024-03-15"),
        ("15.03.2024", "2024-03-15"),
        ("29-02-2024", "2024-02-29"),
        ("2024-03-15 00:00:00", "2024-03-15"),
    ],
)
def test_dates_are_read_as_belgians_write_them(written: str, known: str) -> None:
    assert plan(f"NIS;stap;datum\n44021;beslist;{written}\n").items[0].after == Profile(
        "44021",
        title="Gent",
        introduction="Gent is een solidaire gemeente. Wat ze doet, beschrijven we hier binnenkort.",
        joined_on=known if len(known) == 10 else "",
        steps=(Step("decided", known),),
    )


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2026-11-25", "toekomst"),
        ("2027", "toekomst"),
        ("30/02/2024", "bestaat niet"),
        ("03/15/2024", "bestaat niet"),
        ("2024-00", "bestaat niet"),
        ("0024", "bestaat niet"),
        ("15/3/24", "geen datum"),
        ("vorig jaar", "geen datum"),
    ],
)
@pytest.mark.asvs("v5.0.0-15.3.5")
def test_impossible_dates_are_refused(written: str, told: str) -> None:
    found = problem(f"NIS;stap;datum\n44021;beslist;{written}\n")

    assert (found.heading, found.value) == ("datum", written)
    assert told in found.message


def test_today_and_this_year_are_not_the_future() -> None:
    assert plan("NIS;stap;datum\n44021;gevraagd;2026\n44021;beslist;2026-11-24\n").problems == ()


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("activiteiten", "onderwijs, opvangplatsen", "Opvangplaatsen"),
        ("activiteiten", "qqqq", "onderwijs"),
        ("contactadres", "jan.peeters@gent.be", "dienst"),
        ("contactadres", "niets", "e-mail"),
        ("contactpagina", "www gent", "URL"),
        ("aangesloten op", "2024-03", "volledige dag"),
        ("aangesloten op", "2027-01-01", "toekomst"),
        ("inleiding", "x" * 501, "500"),
        ("inleiding", "#REF!", "formule"),
        ("bron", "x" * 121, "120"),
        ("adres van de bron", "javascript:alert(1)", "URL"),
        ("status", "enthousiast", "solidair"),
        ("status", "nog niet", "Solidaire gemeente"),
    ],
)
@pytest.mark.asvs("v5.0.0-2.2.1")
def test_values_that_do_not_fit_are_refused(column: str, value: str, told: str) -> None:
    found = problem(f'NIS;stap;{column}\n44021;beslist;"{value}"\n')

    assert found.heading == column
    assert told.casefold() in found.message.casefold()


def test_activities_are_known_by_slug_and_by_label_in_every_language() -> None:
    for cell in ("onderwijs | opvangplaatsen", '"Enseignement, places d\'accueil"', '"Onderwijs;Opvangplaatsen"'):
        after = plan(f"NIS;stap;activiteiten\n44021;beslist;{cell}\n").items[0].after
        assert after is not None
        assert after.activities == ("opvangplaatsen", "onderwijs")


@pytest.mark.parametrize(
    ("lines", "number", "told"),
    [
        ("44021;beslist;2024;\n44021;beslist;2024;", 3, "regel 2"),
        ("44021;beslist;2024;\n44021;;;", 3, "regel 2"),
        ("44021;beslist;2024;Een.\n44021;vernieuwd;2025;Twee.", 3, "Regel 2"),
        ("44021;;2024;\n", 2, "horen bij een stap"),
        ("44021;beslist;2024;\n44021;vernieuwd;2023;", 3, "vóór de beslissing"),
        ("44021;beslist;2024-03-15;\n44021;ingetrokken;2024-02;", 3, "vóór de beslissing"),
        ("44021;beslist;2020;\n44021;gevraagd;2022;", 3, "na de beslissing"),
        ("44021;beslist;;\n44021;gevraagd;2022;", 3, "na de beslissing"),
    ],
)
@pytest.mark.asvs("v5.0.0-2.2.3")
def test_lines_that_contradict_each_other_are_refused(lines: str, number: int, told: str) -> None:
    found = problem(f"NIS;stap;datum;inleiding\n{lines}\n")

    assert found.line == number
    assert told in found.message


def test_asking_again_is_in_order_after_a_withdrawal_or_before_a_renewal() -> None:
    for last in ("ingetrokken;2021", "vernieuwd;2023"):
        assert plan(f"NIS;stap;datum\n44021;beslist;2020\n44021;gevraagd;2022\n44021;{last}\n").problems == ()


def test_confirmation_before_joining_is_refused() -> None:
    text = "NIS;stap;aangesloten op;laatst bevestigd op\n44021;beslist;2024-03-15;2024-03-14\n"
    assert problem(text).heading == "laatst bevestigd op"


def test_every_problem_is_told_at_once_in_the_order_of_the_file() -> None:
    made = plan("NIS;stap;datum;contactadres\n99999;x;y;z\n44021;beslist;niet;ook niet\n11002;beslist;2020;\n")

    assert [(one.line, one.heading) for one in made.problems] == [(2, "NIS"), (3, "contactadres"), (3, "datum")]
    assert made.work == ()
    assert made.counts[Fate.REJECTED] == 2


def test_empty_cells_leave_what_there_is_and_what_there_is_may_stay() -> None:
    kept = gent(Step("decided", "2020", "Krant"), contact_email="jan.peeters@gent.be", contact_url="https://gent.be/x")

    assert plan("NIS;contactadres\n44021;jan.peeters@gent.be\n", kept).items[0].fate == Fate.UNCHANGED
    changed = plan("NIS;inleiding\n44021;Nieuw.\n", kept).items[0]
    assert changed.after is not None
    assert (changed.after.contact_url, changed.after.steps) == ("https://gent.be/x", kept.profile.steps)
    assert [(one.before, one.after) for one in changed.changes] == [("Gent.", "Nieuw.")]


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        ([""], ["2020-07"], ["2020-07"]),
        (["2020-07"], ["2020"], ["2020-07"]),
        (["2020"], ["2021"], ["2020", "2021"]),
        (["", "2020"], ["2020", ""], ["", "2020"]),
        ([""], ["2020", "2021"], ["2020", "2021"]),
        (["2020-07"], ["2020", "2020-07-14"], ["2020-07", "2020-07-14"]),
        ([], ["2020", "2020-07"], ["2020", "2020-07"]),
    ],
)
def test_steps_meet_known_ones_and_the_more_exact_date_stays(
    before: list[str], new: list[str], after: list[str]
) -> None:
    merged = merge_steps(tuple(Step("decided", one) for one in before), [Step("decided", one) for one in new])

    assert [step.known for step in merged] == after


_KNOWN = st.sampled_from(["", "2020", "2020-07", "2020-08", "2020-07-14", "2020-07-15", "2021", "2021-01"])
_STEP = st.builds(Step, st.sampled_from(["asked", "decided"]), _KNOWN, st.sampled_from(["", "Krant", "Raad"]))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_STEP, max_size=6), st.lists(_STEP, max_size=6, unique_by=lambda step: (step.kind, step.known)))
def test_merging_the_same_steps_again_changes_nothing_and_loses_none(before: list[Step], new: list[Step]) -> None:
    once = merge_steps(tuple(before), new)

    assert merge_steps(once, new) == once
    assert len(once) >= max(len(before), len(new))


def test_fingerprint_is_the_same_in_every_language_and_another_for_other_work() -> None:
    from django.utils import translation

    text = "NIS;stap\n44021;beslist\n"
    with translation.override("fr"):
        french = plan(text)
    assert french.fingerprint == plan(text).fingerprint
    assert plan("NIS;stap\n44021;gevraagd\n").fingerprint != french.fingerprint
