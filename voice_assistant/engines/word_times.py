"""When each word of a text ends in its sound, told from the phonemes that were spoken. Pure.

espeak-ng runs small words together ("of the" is one group of phonemes) and takes others apart, so groups and words are
matched by their lengths and their commas, at the least cost over the whole text.
"""

from __future__ import annotations

from collections.abc import Sequence

_PHONEMES_PER_LETTER, _PHONEMES_PER_SPELLED_LETTER = 0.85, 2.0
_SILENT = set("ˈˌːʲ‿ \u0361\u0329")
_MARKS = ",.;:!?"
_STEPS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))  # groups, words
_OTHER_THAN_ONE = 1.5  # what it costs to run words together, in phonemes
_MARK_MISSED = 6.0
_ASTRAY = 8  # groups or words off the straight line: further is not looked


def groups_of(phonemes: Sequence[str]) -> list[str]:
    """The phonemes between the spaces."""
    return "".join(phonemes).split(" ")


def matched(groups: Sequence[str], words: Sequence[str]) -> list[tuple[int, float]] | None:
    """For each word, the number of the group that it ends in, and at which part of it; None when they do not match."""
    sounds = [sum(character not in _SILENT and character not in _MARKS for character in group) for group in groups]
    letters = [_length(word) for word in words]
    best: dict[tuple[int, int], tuple[float, tuple[int, int] | None]] = {(0, 0): (0.0, None)}
    for g in range(len(groups) + 1):
        for w in range(len(words) + 1):
            if (g, w) not in best or abs(g * len(words) - w * len(groups)) > _ASTRAY * max(len(words), len(groups)):
                continue
            cost = best[g, w][0]
            for more_g, more_w in _STEPS:
                to = (g + more_g, w + more_w)
                if to[0] > len(groups) or to[1] > len(words):
                    continue
                there = cost + abs(sum(sounds[g : to[0]]) - sum(letters[w : to[1]]))
                there += _OTHER_THAN_ONE * (more_g + more_w - 2)
                there += _MARK_MISSED * (_ends_clause(groups[to[0] - 1]) != _ends_clause(words[to[1] - 1]))
                if to not in best or there < best[to][0]:
                    best[to] = (there, (g, w))
    return _ends(best, (len(groups), len(words)), letters)


def _length(word: str) -> float:
    """About how many phonemes `word` has."""
    letters = sum(map(str.isalnum, word))
    spelled = letters > 1 and word.count(".") >= letters - 1
    return max(1.0, letters * (_PHONEMES_PER_SPELLED_LETTER if spelled else _PHONEMES_PER_LETTER))


def _ends(
    best: dict[tuple[int, int], tuple[float, tuple[int, int] | None]], at: tuple[int, int], letters: list[float]
) -> list[tuple[int, float]] | None:
    if at not in best:
        return None
    ends: list[tuple[int, float]] = []
    while (before := best[at][1]) is not None:
        part = letters[before[1] : at[1]]
        # From the back: several words share one group (or the last of several) in proportion.
        ends += [(at[0] - 1, sum(part[: n + 1]) / sum(part)) for n in reversed(range(len(part)))]
        at = before
    return ends[::-1]


def _ends_clause(text: str) -> bool:
    return text.rstrip("\"'”’)»").endswith(tuple(_MARKS))


def ends_in_samples(alignment: Sequence[tuple[str, int]]) -> list[tuple[int, int]]:
    """Where each group of phonemes begins and ends, in samples; `alignment` is each phoneme with its length."""
    groups, at, begins, ends = [], 0, None, 0
    for phoneme, samples in alignment:
        at += samples
        if phoneme == " ":
            groups.append((begins if begins is not None else ends, ends))
            begins = None
        elif phoneme not in "^$_":
            begins = at - samples if begins is None else begins
            if phoneme not in _MARKS:
                ends = at
    groups.append((begins if begins is not None else ends, ends))
    return groups


def spans(places: Sequence[tuple[int, int]], ends: Sequence[tuple[int, float]]) -> list[tuple[float, float]]:
    """Where each word begins and ends, in samples. `places` is where the groups do, `ends` the group and the part of it
    that each word ends in. Words that share a group follow each other without a gap."""
    found: list[tuple[float, float]] = []
    group_before, part_before = -1, 1.0
    for group, part in ends:
        begin, end = places[group]
        shared = part_before < 1.0 and group == group_before
        start = found[-1][1] if shared else places[min(group_before + 1, group)][0]
        found.append((start, begin + (end - begin) * part))
        group_before, part_before = group, part
    return found
