"""The models of the municipalities app, one module a subject."""

from gemeenten.models.activity import Activity, ActivityPage, TaggedMunicipality
from gemeenten.models.application import Application, ApplicationMail
from gemeenten.models.index import MunicipalityIndexPage
from gemeenten.models.join import JoinPage
from gemeenten.models.letter import LetterPage
from gemeenten.models.letter_count import LetterCount
from gemeenten.models.municipality import Municipality
from gemeenten.models.profile import Commitment, MunicipalityPage

__all__ = [
    "Activity",
    "ActivityPage",
    "Application",
    "ApplicationMail",
    "Commitment",
    "JoinPage",
    "LetterCount",
    "LetterPage",
    "Municipality",
    "MunicipalityIndexPage",
    "MunicipalityPage",
    "TaggedMunicipality",
]
