"""How two million visitors come on one evening: a model, so that a measured capacity can be held against a need.

Television mentions the campaign some times. Each time most of those who come do so at once, and fewer every minute;
the rest comes all evening, by links that others send. A visit is some pages, questions to the finder and files, and one
visitor in fifty writes the letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp


@dataclass(frozen=True, slots=True)
class Item:
    """A moment on television: when it begins (minutes after 18:00), which share of the evening's visitors it sends."""

    minute: int
    share: float


@dataclass(frozen=True, slots=True)
class Evening:
    """Who comes when.

    ``fading`` is the mean delay, in minutes, of those whom an item sends: the search for the site after it, the talk at
    the table. ``minutes`` is the length of the evening, from 18:00.
    """

    visitors: int = 2_000_000
    items: tuple[Item, ...] = (Item(60, 0.35), Item(75, 0.15), Item(180, 0.10))
    fading: float = 12.0
    minutes: int = 360

    def arrivals(self, minute: int) -> float:
        """Visitors who begin their visit within this minute."""
        even = 1 - sum(item.share for item in self.items)
        share = even / self.minutes
        for item in self.items:
            before, after = minute - item.minute, minute + 1 - item.minute
            if before >= 0:
                # Those who would come after midnight come within the evening too, each item in its proportion.
                all_of_it = 1 - exp(-(self.minutes - item.minute) / self.fading)
                share += item.share * (exp(-before / self.fading) - exp(-after / self.fading)) / all_of_it
        return self.visitors * share

    @property
    def peak(self) -> float:
        """Visits a second in the worst minute."""
        return max(self.arrivals(minute) for minute in range(self.minutes)) / 60


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visitor asks for on average; shares of one mean that so many visitors do it."""

    home: float = 0.8
    #: One of 565 pages of municipalities and profiles, evenly: the worst for what is kept.
    municipality: float = 1.3
    list: float = 0.3
    news: float = 0.2
    campaign: float = 0.4
    #: Questions that the search field asks while somebody types.
    finder: float = 3.0
    letter_form: float = 0.15
    letter: float = 0.02

    @property
    def pages(self) -> float:
        """Pages that a visitor sees."""
        return self.home + self.municipality + self.list + self.news + self.campaign + self.letter_form
