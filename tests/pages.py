"""The pages on which visitors arrive, in both languages: what is weighed and measured."""

HOME = ("/nl/", "/fr/")
FIRST_VISITS = (
    *HOME,
    "/nl/gemeenten/",
    "/fr/communes/",
    "/nl/gemeenten/gent/",
    "/fr/communes/gand/",
    "/nl/brief/",
    "/fr/lettre/",
    "/nl/nieuws/",
    "/fr/actualites/",
)
