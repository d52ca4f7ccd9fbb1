"""Generated Daily Papers pages: a number and a size always give the same page, and no two pages share a paper."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

HEADER = (
    "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\n"
    "byAK and the research community\n\n"
)
NOUNS = (
    *("lantern", "harbor", "gravel", "meadow", "copper", "thistle"),
    *("orbit", "willow", "marble", "cinder", "heron", "plum"),
)
ADJECTIVES = ["Sparse", "Patient", "Gentle", "Layered", "Folded", "Quiet", "Crooked", "Rapid"]


@dataclass(frozen=True)
class Page:
    """A page, and its papers as (title, abstract) in the order of the page."""

    text: str
    papers: tuple[tuple[str, str], ...]


@cache
def page(number: int, size: int) -> Page:
    """The page of this number with `size` papers in layout A."""
    random = Random(number)
    papers = tuple(_paper(random, number, place) for place in range(1, size + 1))
    blocks = (
        f"{title}\n\n{abstract}\n\n  • {1 + place % 9} authors\n·\nOct {1 + place % 20}, 2025\n\n"
        for place, (title, abstract) in enumerate(papers)
    )
    return Page(f"{HEADER}Oct {1 + number % 28}\n\n{''.join(blocks)}", papers)


def _paper(random: Random, number: int, place: int) -> tuple[str, str]:
    first, second, third = random.sample(NOUNS, 3)
    title = f"{random.choice(ADJECTIVES)} {first.title()} Networks for Page {number} Place {place}"
    abstract = (
        f"We present a small method that brings {second} to {third} without any training. "
        f"On {random.randint(3, 40)} invented tasks it is never worse than the {first} baseline, and we say why."
    )
    return title, abstract
