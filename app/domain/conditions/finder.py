"""Finds additional conditions of a policy by the words that people use, and reads the codes that they paste."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from app.domain import intake
from app.domain.policy.model import AdditionalCondition, Part, Policy
from app.domain.record.names import folded

EVERYDAY_WORDS = Path(__file__).with_name("everyday_words.json")
"""What people say, and the words that policies have for it. General: it names no condition and no code."""

SHORT = 8
"""As many characters of a code tell it from all others, as a rule."""

_SMALL_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and any are as at be by can cannot do does for from go has have he her him his i if in into is it its me "
        "must my no not of on or our she so that the their them they this to was we what when where which who will "
        "with you your",
    )
)
"""Words that say little, so that they need not match where others do."""

_BEGINNING = 4
"""From so many letters on, a word, or its stem, also finds the words that begin with it."""

_NUMBER_IN_A_LIST = re.compile(r"\(?(?:[0-9]{1,3}|[a-z])[.)]", re.IGNORECASE)

_IRREGULAR = (
    (re.compile("children$"), "child"),
    (re.compile("men$"), "man"),
    (re.compile("(kni|wi|thie|hal|loa|shel|wol|sel|cal|scar|hoo|whar)ves$"), r"\1f"),
    (re.compile("(?<=[0-9])s$"), ""),
)
"""Ends of plurals that have no rule, and their singulars: grandchildren, policemen, knives; the ages in under-18s too."""

_ALSO_PLURALS = {"lives": "life", "leaves": "leaf"}
"""Plurals that are forms of another word as well, to live and to leave, and their singulars."""

Words = tuple[str, ...]


def found(policy: Policy, part: Part, query: str) -> list[AdditionalCondition]:
    """The conditions of a part that have every word of the query, itself or as an everyday word, in policy order.

    A query that is nothing but codes finds those; an empty one finds everything, and one of signs alone nothing.
    """
    conditions = policy.additional_conditions.of(part)
    if not query.strip():
        return list(conditions)
    codes, unknown = codes_in(query, policy, part)
    if codes and not unknown:
        return [c for c in conditions if c.code in codes]
    terms = list(_terms(query))
    return [c for c in conditions if terms and all(_has(_index(c), term) for term in terms)]


def codes_in(text: str, policy: Policy, part: Part = "AP") -> tuple[list[str], list[str]]:
    """The codes of a part's conditions that a text lists, as the policy spells them, and its pieces that are none.

    Blanks, commas, semicolons and lines part the pieces; bullets and numbers of a list are none. Case does not matter, and the beginning of a code is enough
    where it has 8 characters and no other code begins so.
    """
    codes = [c.code for c in policy.additional_conditions.of(part)]
    known: dict[str, None] = {}
    unknown: dict[str, None] = {}
    beginnings: dict[str, list[str]] = {}
    for code in codes:
        beginnings.setdefault(code[:SHORT].casefold(), []).append(code)
    for piece in dict.fromkeys(re.split("[ ,;]+", intake.plain(text))):
        bare = piece.strip("\"'“”‘’()[]{}<>.:•·*-")
        if not bare or _NUMBER_IN_A_LIST.fullmatch(piece):
            continue
        low = bare.casefold()
        near = [c for c in beginnings.get(low[:SHORT], ()) if len(bare) >= SHORT]
        near = [c for c in near if c.casefold().startswith(low)]
        exact = [c for c in near if c == bare] or [c for c in near if c.casefold() == low] or near
        (known if len(exact) == 1 else unknown)[exact[0] if len(exact) == 1 else piece] = None
    return [code for code in codes if code in known], list(unknown)


def short_codes(conditions: Iterable[AdditionalCondition]) -> dict[str, str]:
    """What stands for each of these conditions in an address: the beginning of its code, or the whole where another
    begins alike; to the code itself."""
    codes = [c.code for c in conditions]
    beginnings = [code[:SHORT].casefold() for code in codes]
    return {
        code[:SHORT] if beginnings.count(beginning) == 1 else code: code
        for code, beginning in zip(codes, beginnings, strict=True)
    }


# Words


def words_in(text: str) -> list[str]:
    """The words of a text without case, accents, punctuation and the apostrophe of the genitive."""
    return re.findall(r"[^\W_]+", re.sub(r"'s?\b", "", folded(text)))


def stem(word: str) -> str:
    """What the forms of a word have in common, near enough: drink, drinks, drinking; tag, tagged; activity, -ies."""
    for plural, singular in _IRREGULAR:
        word = plural.sub(singular, word)
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) > 2 and re.search("[aeiouy]", root):
            word = root
            break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    if len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 3 and word.endswith("y"):
        word = word[:-1] + "i"
    return word


@lru_cache(maxsize=1)
def everyday_words() -> Mapping[Words, tuple[Words, ...]]:
    """The stems of everyday words and phrases, to the words of each wording that a policy may have for them."""
    given: dict[str, list[str]] = json.loads(EVERYDAY_WORDS.read_text(encoding="utf-8"))
    words: dict[Words, tuple[Words, ...]] = {}
    for phrase, wordings in given.items():
        its = _stems(words_in(phrase))
        words[its] = (*words.get(its, ()), *(tuple(words_in(each)) for each in wordings))
    return words


def _stems(words: Iterable[str]) -> Words:
    return tuple(map(stem, words))


def _terms(query: str) -> Iterator[list[str]]:
    """The words of a query, those of an everyday phrase together; small words only where there is nothing else."""
    words = words_in(query)
    longest = max(map(len, everyday_words()))
    terms: list[list[str]] = []
    while words:
        size = next((n for n in range(longest, 1, -1) if _meanings(words[:n])), 1)
        terms.append(words[:size])
        words = words[size:]
    telling = [term for term in terms if not _SMALL_WORDS.issuperset(term)]
    yield from telling or terms


def _meanings(words: Iterable[str]) -> tuple[Words, ...]:
    return everyday_words().get(_stems(words), ())


@lru_cache(maxsize=1024)
def _index(condition: AdditionalCondition) -> tuple[frozenset[str], str]:
    """The stems of a condition's wording, categories and form, and its words in one text, a blank before each."""
    texts = [condition.text, condition.category, condition.category_short or "", condition.subtext or ""]
    for each in condition.every_input():
        texts += [each.label, *(option.value for option in each.options or ())]
    words = words_in("\n".join(texts))
    return frozenset(stem(each) for word in words for each in _readings(word)), " " + " ".join(words)


def _readings(word: str) -> Words:
    """A word, and the other one that it may be a form of."""
    return (word, _ALSO_PLURALS[word]) if word in _ALSO_PLURALS else (word,)


def _beginnings(word: str) -> set[str]:
    """What the words begin with that a word finds: itself and its stem, unless that has the i of a changed y."""
    its = stem(word)
    return {each for each in (word, its) if len(each) >= _BEGINNING and (each == word or each[-1] != "i")}


def _has(index: tuple[frozenset[str], str], term: list[str]) -> bool:
    stems, words = index

    def says(word: str) -> bool:
        return stem(word) in stems or any(f" {beginning}" in words for beginning in _beginnings(word))

    def means(said: list[str]) -> bool:
        return any(all(map(says, wording)) for wording in _meanings(said))

    return all(any(says(each) or means([each]) for each in _readings(word)) for word in term) or means(term)
