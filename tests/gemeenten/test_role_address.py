"""Addresses of services pass, addresses of people do not."""

from __future__ import annotations

import pytest

from gemeenten.role_address import looks_personal


@pytest.mark.parametrize(
    "address",
    [
        "info@lichtervelde.be",
        "integratie@gent.be",
        "welzijn@oosterzele.be",
        "sociaal.huis@wetteren.be",
        "sociaalhuis@dilbeek.be",
        "Dienst.Welzijn@Halle.be",
        "service.social@ath.be",
        "egalite-des-chances@liege.be",
        "égalité@liege.be",
        "cohesion.sociale@namur.be",
        "samenleven@leuven.be",
        "ocmw@deinze.be",
        "cpas@mons.be",
        "integratieteam@aalst.be",
        "burgerzaken2@ronse.be",
        "gent@stad.gent",
        "college.communal@ottignies.be",
        "noord-zuid@brugge.be",
        "wereldwijd@bornem.be",
        "gemeente.beernem@beernem.be",
        "lo-reninge@lo-reninge.be",
    ],
)
def test_a_service_is_no_person(address: str) -> None:
    assert not looks_personal(address)


@pytest.mark.parametrize(
    "address",
    [
        "jan.peeters@lichtervelde.be",
        "Jan.De.Smet@gent.be",
        "j.peeters@gent.be",
        "peeters.j@gent.be",
        "marie-claire.dupont@liege.be",
        "amélie.dubois@namur.be",
        "jp@gent.be",
        "jdv@gent.be",
        "an@gent.be",
        "sofie@gent.be",
        "jan_peeters@gent.be",
        "jan.peeters+solidair@gent.be",
        "jan.peeters2@gent.be",
        "gemeente.lichtervelde@gmail.com",
        "info@hotmail.be",
        "integratie@telenet.be",
        "info@yahoo.co.uk",
    ],
)
def test_a_name_initials_or_a_private_mailbox_look_personal(address: str) -> None:
    assert looks_personal(address)


@pytest.mark.parametrize("text", ["", "info", "@gent.be", "info@", "123@gent.be"])
def test_what_is_no_address_or_names_nobody_is_left_to_other_checks(text: str) -> None:
    assert not looks_personal(text)
