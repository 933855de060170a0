"""The address of the search page: a word of its own in every language."""

from home.search.views import PAGE, search_page
from portal.translated_pages import translated_paths

urlpatterns = translated_paths(PAGE, {"nl": "zoeken", "fr": "recherche"}, search_page)
