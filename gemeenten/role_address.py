"""Whether an e-mail address belongs to a role or, by its looks, to a person.

The portal publishes addresses of services only. Nobody can tell for certain, so this errs on the side of people: an
address passes when it names a role, or when nothing about it looks like somebody's name.
"""

from __future__ import annotations

import re
import unicodedata


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Providers of private mailboxes in Belgium and around it, without their ending (``hotmail.com``, ``hotmail.be``).
_PRIVATE_PROVIDERS = _words("""
    aol fastmail gmail gmx googlemail hotmail icloud laposte live mac mail me msn outlook pandora pm proton
    protonmail scarlet skynet tele2 telenet tutanota voo web yahoo yandex ymail zoho
""")
#: Words that name a service, in Dutch, French, German and English, without accents.
_ROLES = _words("""
    aanmelding accueil action admin administratie administration algemeen allgemein archief asiel asile balance
    balie beleid belgie bestuur bestuurlijke bevolking bewoners biblio bibliotheek bien buergermeister bureau
    burgemeester burger burgerzaken cabinet centre centrum citoyen citoyennete cohesion college communal commune
    communicatie communication conseil contact coordination cpas culture cultuur democratie demografie dienst
    dienstverlening directie direction diversite diversiteit echevin echevinat egalite emploi enfance ensemble
    etrangers exterieur gastvrij gastvrijheid gelijke gelijkekansen gemeente gemeentebestuur gemeinde general
    globaal greffe griffie hello help huis huisvesting immigration inburgering inclusie inclusion info
    informatie information integratie integration internationaal international jeugd jeunesse kabinet kansen
    leefomgeving logement lokaal loket maatschappelijk mail mairie maison mayor migratie migration mobiliteit
    mondiaal mondial nieuwkomers noord noordzuid nord ocmw office omgeving onderwijs onthaal
    ontwikkelingssamenwerking opvang ordre participatie participation pers personeel plan population post
    postbus presse preventie prevention province raad receptie reception redactie refugees refugies region samen
    samenleven samenleving samenwerking schepen schepencollege schepenen secretaire secretariaat secretariat
    secretaris service services sociaal sociaalhuis social sociale socialehuis solidair solidaire solidaires
    solidarite solidariteit solidarity sport stad stadhuis stadsbestuur stadt support team technique toerisme
    tourisme town urbanisme verwaltung ville vivre vluchteling vluchtelingen vluchtelingenwerk vreemdelingen
    vreemdelingenzaken vrije vrijetijd vrijwilligers webmaster welkom welzijn wereld werk wonen zorg zuid
""")
#: Small words that stand between others and say nothing by themselves.
_FILLERS = _words("""
    aan and au aux d de den der des du en et for la le les of op the und van voor
""")
#: Everyday endings of compound service names, such as ``burgerdienst`` or ``integratieteam``.
_ROLE_PARTS = (
    "ambtenaar", "beheer", "beleid", "bestuur", "bureau", "centrum", "cel", "cell", "contact", "dienst", "diensten",
    "gemeente", "huis", "info", "integrat", "kansen", "loket", "migratie", "ocmw", "cpas", "opvang", "punt", "raad",
    "samenleving", "secretar", "service", "sociaal", "social", "solidair", "stad", "team", "vluchteling", "welzijn",
    "werking", "zaken", "zorg", "refugi", "commune", "ville", "asiel",
)  # fmt: skip
#: Common given names, for addresses that are nothing but one.
_GIVEN_NAMES = _words("""
    adam ahmed alain alexander alexandre alice amelie amina an anja ann anna anne annelies annick antoine arne
    arthur axel bart benoit bernard bert birgit bram brigitte bruno camille carine caroline catherine cecile
    celine charlotte chloe chris christian christine christophe claire clara claude daan daniel david denis
    didier dieter dirk dominique eddy elena elias elise elke ellen els emilie emma eric erik erwin etienne eva
    evelien fatima filip florence francis francois frank frans frederic geert georges gerard gert gilles griet
    guido guillaume gunther guy hannah hanne hans heidi helene hilde hugo ilse inge ingrid isabel isabelle ivan
    jacqueline jacques jan jana jasper jean jef jeroen jo joachim johan joke jonas joost joris joseph julie
    julien jurgen karel karen karin karl katleen katrien kevin kim klaas koen kris kristien kristof kurt lars
    laura laurence laurent lea leen lien lies liesbeth lieve lisa lore lotte louis louise luc lucas lucie lukas
    lut maarten magali marc maria marie marijke marine mark martin martine mathieu matthias maxime michael
    michel michele mieke mohamed monique myriam nadia nathalie nele nick nicolas nicole niels noel nora olivier
    pascal pascale patricia patrick paul peter philip philippe pierre piet pieter quentin rachid raf rik rita
    rob robert robin roger romain ruben rudi rudy sabine sam samira sandra sara sarah saskia sebastien serge
    silke simon sofie sonia sophie stefan stephane stephanie steven stijn sven sylvie tania thierry thomas tim
    tine tinne tom toon valerie veerle vera veronique vincent walter ward wendy werner wim wouter yannick
    yasmina yves yvette
""")
#: The longest run of letters that may still be initials: ``jdv@``.
_INITIALS = 3


def looks_personal(address: str) -> bool:
    """Whether ``address`` seems to be a person's rather than a service's.

    Private providers, ``firstname.lastname``, ``f.lastname`` and bare initials count as personal; an address with a
    word for a service in it does not. Something that is no address at all is nobody's: another check refuses it.

    >>> looks_personal("jan.peeters@lichtervelde.be"), looks_personal("sociaal.huis@lichtervelde.be")
    (True, False)
    """
    local, at, domain = address.strip().rpartition("@")
    if not at or not local or not domain:
        return False
    if set(domain.lower().split(".")[:-1]) & _PRIVATE_PROVIDERS:
        return True
    local = _plain(local.partition("+")[0])
    words = [word for word in re.split(r"[^a-z]+", local) if word]
    telling = [word for word in words if word not in _FILLERS]
    if not telling:
        # Nothing but digits or small words.
        return False
    # The municipality's own name is as good as a role: gent@stad.gent, dienst or not.
    names = {re.sub(r"[^a-z]", "", part) for part in _plain(domain).split(".")}
    if any(_names_a_role(word) or word in names for word in telling) or "".join(words) in names:
        return False
    if len(telling) > 1:
        return True
    # One word that is no role: initials, or somebody's name. Departments have abbreviations too, but staff
    # recognise those and can use the written-out address.
    return len(telling[0]) <= _INITIALS or telling[0] in _GIVEN_NAMES


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _names_a_role(word: str) -> bool:
    return word in _ROLES or any(len(word) > len(part) and part in word for part in _ROLE_PARTS)
