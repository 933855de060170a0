"""Tags for what pages of every app need of the municipalities: addresses and the activities' labels."""

from __future__ import annotations

from django import template
from django.template import Context

from gemeenten.addresses import join_url as find_join_url
from gemeenten.addresses import letter_url as find_letter_url
from gemeenten.addresses import municipalities_url as find_municipalities_url
from gemeenten.labels import ActivityLabel, labels_for
from portal.context import language_of

register = template.Library()


@register.simple_tag(takes_context=True)
def municipalities_url(context: Context) -> str:
    """The address of the list of municipalities in this language."""
    request, language = context.get("request"), language_of(context)
    return find_municipalities_url(language, request)


@register.simple_tag(takes_context=True)
def letter_url(context: Context) -> str:
    """The address of the letter in this language; empty where there is none."""
    return find_letter_url(language_of(context), context.get("request"))


@register.simple_tag(takes_context=True)
def join_url(context: Context) -> str:
    """The address of the joining page in this language; empty where there is none."""
    return find_join_url(language_of(context), context.get("request"))


@register.simple_tag(takes_context=True)
def activity_labels(context: Context) -> list[ActivityLabel]:
    """All activities, labelled in this language."""
    return list(labels_for(context.get("request"), language_of(context)).values())
