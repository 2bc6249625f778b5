"""Headline figures as a list of terms, so that whoever hears the page hears which figure is of what."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Headline:
    """One headline: its name, its figure or status, the figure of the period before, and what a status means."""

    label: str
    value: str
    previous: str | None = None
    note: str | None = None


def figure_list(figures: Sequence[Headline]) -> str:
    """Return figures as a list of terms; what a status means is told on request, by mouse and by keyboard."""
    return f'<dl class="ra-figures">{"".join(map(_figure, figures))}</dl>'


def _figure(figure: Headline) -> str:
    said = escape(figure.value)
    if figure.note:
        said = f"<details><summary>{said}</summary><p>{escape(figure.note)}</p></details>"
    before = f"<dd><span>{escape(figure.previous)}</span></dd>" if figure.previous else ""
    return f'<div><dt>{escape(figure.label)}</dt><dd class="ra-figure">{said}</dd>{before}</div>'
