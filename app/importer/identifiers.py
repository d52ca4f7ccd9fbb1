"""Code addresses, arXiv ids and DOIs in abstracts: the paper's own, and those it merely mentions.

The clause before an address ("our code is available at …") decides whether it is the paper's own. Everything else is a
mention, including project pages and data sets.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.paper_values import Identifier, Mention

_URL = re.compile(r"https?://(?:[^\s<>\"{}|\\^`“”]|\\[_#%&~]){1,2000}")
_BARE_URL = re.compile(r"(?<![\w./@-])(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org)/(?:[\w.~/-]|\\_){1,2000}")
_BARE_HOSTS = ("github.com/", "gitlab.com/", "bitbucket.org/")
_ARXIV = re.compile(
    r"\barxiv\s?:\s?(?:abs/)?(\d{4}\.\d{4,5}|[a-z-]{2,10}(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?!\d)", re.IGNORECASE
)
_ARXIV_URL = re.compile(
    r"https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/(\d{4}\.\d{4,5}|[a-z-]{2,10}(?:\.[A-Z]{2})?/\d{7})"
)
# The lookbehind follows the fixed characters, so that searching for them is fast.
_DOI = re.compile(r"10\.(?<![\w/.]10\.)\d{4,9}/[^\s<>\"{}|\\^`“”,;]+")
_DOI_URL = re.compile(r"https?://(?:dx\.)?doi\.org/(10\.\d{4,9}/.+)")

# Plain substrings, because a regex over every abstract is slow: every address has a slash, every arXiv id a colon.
_ADDRESS_HINTS = ("http", "10.", ".com/", ".org/")
_ARXIV_HINTS = ("arXiv", "arxiv", "ArXiv", "Arxiv", "ARXIV")
_CODE_HOST = re.compile(
    r"https?://(?:www\.)?(?:github\.com|gitlab\.[\w.-]+|bitbucket\.org|codeberg\.org|git\.[\w.-]+"
    r"|anonymous\.4open\.science)/"
)
_CODE = re.compile(
    r"\b(?:source[ -])?(?:codes?|codebases?|repositor(?:y|ies)|repos?|implementations?)\b(?!-)", re.IGNORECASE
)
_OPEN_SOURCE = re.compile(r"\bopen[ -]?sourc(?:e|ed|es|ing)\b", re.IGNORECASE)
_AVAILABLE = re.compile(
    r"\b(?:available|releas\w+|found|accessible|accessed|public(?:ly)?|hosted|provided?|shared?|published|posted"
    r"|open[ -]?sourc\w+|collected|here|is at|are at|download\w*|obtained|maintained)\b",
    re.IGNORECASE,
)
_OWN_WORK = re.compile(
    r"\b(?:our|we|all|project|framework|models?|weights|checkpoints?|resources?|materials?|software|tool(?:kit|box)?"
    r"|library|package|system|method|details)\b",
    re.IGNORECASE,
)
_RELEASED_WORK = re.compile(r"\b(?:models?|software|systems?|frameworks?|agents?|tools?|[A-Z]\w*[A-Z]\w*)\b")
_NOT_CODE = re.compile(
    r"\b(?:data ?sets?|data|benchmarks?|corpus|corpora|leaderboards?|demos?|videos?"
    r"|(?:project|web|home) ?(?:page|site)s?"
    r"|websites?|homepages?|pages?|blogs?|slides)\b",
    re.IGNORECASE,
)
_OTHERS_WORK = re.compile(
    r"\b(?:us(?:e|es|ed|ing)|bas(?:ed|es|ing) (?:\w+ )?on|buil(?:d|ds|t|ding) (?:up)?on|adapt\w*|fork\w*|extend\w*"
    r"|compar\w+|borrow\w*|follow\w*|rely|relies|relying|original|their|existing|et al)\b",
    re.IGNORECASE,
)
_OWN_CODE = re.compile(
    r"\b(?:our|we (?:will )?(?:also )?(?:fully )?(?:release|provide|make|share|publish|open[ -]?source))\b[^.]{0,60}$",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\bof (?!this|our|the (?:paper|project|work|method|proposed|framework)|all|these)", re.IGNORECASE
)
_OF_COMPARED = re.compile(
    r"\b(?:unlike|in contrast (?:to|with)|contrary to|as opposed to|rather than|instead of|prior|previous|earlier)\b"
    r"[^.]*\b(?:whose|which|that)\b[^.,]{0,40}$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\bcodes?\b[^.:]{0,60}:\s*[({\[]*(?:\\?\w{0,12}\{)?$", re.IGNORECASE)
_BRACED = re.compile(r"(?:blue|url|href)\{$")
_JOINED = re.compile(r"^[\s,;&({\[)}\].]*(?:and|or)?[\s({\[]*(?:\\?\w{0,12}\{)?$")
_CODE_AFTER = re.compile(r"^[)}\].]*\s+(?:contains|hosts|provides|holds)\s+(?:(?:the|our|all)\s+)*(?:source )?codes?\b")
_CODE_IN_BRACKETS = re.compile(r"\b(?:source )?codes?\b\s*[({\[]\s*(?:\\?\w{0,12}\{)?$", re.IGNORECASE)
_POINTS_AT = re.compile(r"\b(?:is|are) (?:at|in|on|under|via)\W*$")
_SENTENCE_END = re.compile(r"[.!?]\)?\s+(?=\S)|\n")
_OWN_PAPER = re.compile(
    r"\b(?:this|our|the (?:full|extended|long|short|journal|published|final|preprint|conference)(?: \w+)?"
    r"|full|extended)\s+"
    r"(?:paper|work|article|preprint|version|manuscript|report|text|survey)\b[^.]{0,80}$"
    r"|^\W*(?:doi|arxiv|preprint|published version|published)\W*(?:at|as|in)?\W*(?:https?://\S*|doi|arxiv)?\W*$",
    re.IGNORECASE,
)
_DATA_SET_ADDRESS = re.compile(r"/datasets?/|zenodo\.org|kaggle\.com/datasets")
_TRAILING = ".,;:!?'\"*’”)]}>"
_MAX_CLAUSE_CHARS = 240
_MAX_CHARS = 20_000  # no real abstract is longer; limits the time a hostile page can take


@dataclass(frozen=True, slots=True)
class Findings:
    """The identifiers and addresses of an abstract, own ones and mentions; each once, in the order of the text."""

    identifiers: tuple[Identifier, ...] = ()
    code_urls: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()


NO_FINDINGS = Findings()


def find_identifiers(text: str) -> Findings:
    """The addresses and ids in an abstract, sorted into own and mentioned ones."""
    text = text[:_MAX_CHARS]
    may_name_address = "/" in text and any(hint in text for hint in _ADDRESS_HINTS)
    may_name_arxiv = ":" in text and any(hint in text for hint in _ARXIV_HINTS)
    if not (may_name_address or may_name_arxiv):
        return NO_FINDINGS
    finder = _Finder(text)
    if may_name_address:
        finder.read_addresses()
    if may_name_arxiv:
        finder.read_bare_ids(_ARXIV, "arxiv", str)
    if may_name_address and "10." in text:
        finder.read_bare_ids(_DOI, "doi", lambda value: trim_address(value).lower())
    return Findings(tuple(finder.identifiers), tuple(finder.code_urls), tuple(finder.mentions))


def trim_address(address: str) -> str:
    """Remove trailing punctuation of the sentence; a closing bracket stays when it was opened inside the address."""
    while address and address[-1] in _TRAILING:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address


class _Finder:
    """Collects the addresses and ids of one abstract."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.identifiers: dict[Identifier, None] = {}
        self.code_urls: dict[str, None] = {}
        self.mentions: dict[Mention, None] = {}
        self.address_ranges: list[tuple[int, int]] = []

    def read_addresses(self) -> None:
        """Classify every web address; the text between two addresses is the clause of the second."""
        previous_end, was_claimed = 0, False
        for match in self._find_addresses():
            raw = trim_address(match[0])
            address = re.sub(r"\\([_#%&~])", r"\1", raw)
            end = match.start() + len(raw)
            self.address_ranges.append((match.start(), end))
            clause = self._clause(previous_end, match.start())
            if not self._add_if_id(address, clause):
                after = self.text[end : end + 60]
                was_claimed = self._add_as_code_or_mention(address, clause, after, was_claimed and previous_end > 0)
            previous_end = end

    def _find_addresses(self) -> list[re.Match[str]]:
        found = list(_URL.finditer(self.text))
        if any(self.text.count(host) > self.text.count("//" + host) for host in _BARE_HOSTS):
            ranges = [match.span() for match in found]
            bare = _BARE_URL.finditer(self.text)
            found += [match for match in bare if not any(start <= match.start() < end for start, end in ranges)]
            found.sort(key=lambda match: match.start())
        return found

    def read_bare_ids(self, pattern: re.Pattern[str], kind: str, canonical: Callable[[str], str]) -> None:
        """Classify ids outside of addresses."""
        for match in pattern.finditer(self.text):
            if any(start <= match.start() < end for start, end in self.address_ranges):
                continue
            value = canonical(match[1] if match.re.groups else match[0])
            self._add_id(kind, value, self._clause(0, match.start()))

    def _clause(self, start: int, end: int) -> str:
        clause = self.text[max(start, end - _MAX_CLAUSE_CHARS) : end]
        breaks = list(_SENTENCE_END.finditer(clause))
        return clause[breaks[-1].end() :] if breaks else clause

    def _add_if_id(self, address: str, clause: str) -> bool:
        if match := _ARXIV_URL.match(address):
            self._add_id("arxiv", match[1], clause)
        elif match := _DOI_URL.match(address):
            self._add_id("doi", match[1].lower(), clause)
        else:
            return False
        return True

    def _add_id(self, kind: str, value: str, clause: str) -> None:
        if _OWN_PAPER.search(clause):
            self.identifiers[Identifier(kind, value)] = None
        else:
            self.mentions[Mention(kind, value)] = None

    def _add_as_code_or_mention(self, address: str, clause: str, after: str, was_claimed: bool) -> bool:
        if not address.startswith("http"):
            address = "https://" + address
        is_claimed = is_code_claim(address, clause, after) or (
            was_claimed and bool(_JOINED.match(clause)) and bool(_CODE_HOST.match(address))
        )
        if is_claimed:
            self.code_urls[address] = None
        else:
            self.mentions[Mention("url", address)] = None
        return is_claimed


def is_code_claim(address: str, clause: str, after: str = "") -> bool:
    """Whether the clause before an address, or the words after it, claim it as the paper's own code."""
    if _DATA_SET_ADDRESS.search(address):
        return False
    if _CODE_AFTER.match(after) or _LABEL.search(clause):
        return True
    is_host = bool(_CODE_HOST.match(address))
    if _BRACED.search(clause) and is_host and not _OTHERS_WORK.search(clause):
        return not _NOT_CODE.search(clause) or bool(_CODE.search(clause))
    return _is_claimed_in_clause(clause, is_host)


def _is_claimed_in_clause(clause: str, is_host: bool) -> bool:
    code = _CODE.search(clause)
    if code is not None:
        before = clause[: code.start()]
        if not _OWN_CODE.search(before) and (
            _OTHERS_WORK.search(before[-60:]) or _OF_COMPARED.search(before) or _OF_OTHERS.search(clause, code.end())
        ):
            return False
        return any(pattern.search(clause) for pattern in (_AVAILABLE, _CODE_IN_BRACKETS)) or (
            is_host and bool(_POINTS_AT.search(clause))
        )
    if not is_host or _OTHERS_WORK.search(clause):
        return False
    is_data = bool(_NOT_CODE.search(clause))
    if _OPEN_SOURCE.search(clause) and (not is_data or _RELEASED_WORK.search(clause)):
        return True
    if is_data:
        return False
    return bool(_AVAILABLE.search(clause)) and bool(_OWN_WORK.search(clause))
