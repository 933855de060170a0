"""The models of the municipalities app, one module a subject."""

from gemeenten.models.activity import Activity, ActivityPage, TaggedMunicipality
from gemeenten.models.index import MunicipalityIndexPage
from gemeenten.models.letter import LetterPage
from gemeenten.models.letter_count import LetterCount
from gemeenten.models.municipality import Municipality
from gemeenten.models.profile import Commitment, MunicipalityPage

__all__ = [
    "Activity",
    "ActivityPage",
    "Commitment",
    "LetterCount",
    "LetterPage",
    "Municipality",
    "MunicipalityIndexPage",
    "MunicipalityPage",
    "TaggedMunicipality",
]
