"""Ordinary people put together to households: couples, children at home, elders with their children, left-behind children.

Pure: ages and sexes in, household and relation out. Relations are GB/T 4761 codes as in core.people.models.
"""

from __future__ import annotations

import numpy as np

from minzheng.cli.populate.tables import FEMALE, MALE, assumptions, between_ages

NOBODY = -1


def assemble(ages: np.ndarray, sexes: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """(household, relation) per person; households are numbered from 0 without gaps, each has exactly one head (2)."""
    return _Assembly(ages, sexes, rng).result()


class _Assembly:
    """`head[i]`: the person at whose home i lives (an index; i itself for a head)."""

    def __init__(self, ages: np.ndarray, sexes: np.ndarray, rng: np.random.Generator):
        self.ages, self.sexes, self.rng = ages, sexes, rng
        self.said = assumptions()["families"]
        count = len(ages)
        self.head = np.arange(count)
        self.relation = np.full(count, 2, np.int64)
        self.wife = np.full(count, NOBODY)  # of a head
        self._marry()
        self.full = np.zeros(count, bool)  # homes of others: cannot take anybody
        self._bring_elders()
        self._bring_the_young()

    def result(self) -> tuple[np.ndarray, np.ndarray]:
        _, household = np.unique(self.head, return_inverse=True)
        return household, self.relation

    def _chosen(self, who: np.ndarray, share: float | np.ndarray) -> np.ndarray:
        return who[self.rng.random(len(who)) < share]

    def _marry(self) -> None:
        """Married men and women, paired in the order of their ages, men about two years older."""
        groups = []
        for sex, name, older in ((MALE, "married_men", 2.0), (FEMALE, "married_women", 0.0)):
            grown = np.flatnonzero((self.sexes == sex) & (self.ages >= 20))
            groups.append((self._chosen(grown, between_ages(self.said[name])[self.ages[grown]]), older))
        count = min(len(group) for group, _ in groups)
        men, women = (self._in_order(self.rng.permutation(group)[:count], older) for group, older in groups)
        self.head[women] = men
        self.relation[women] = 10
        self.wife[men] = women

    def _in_order(self, who: np.ndarray, older: float) -> np.ndarray:
        return who[np.argsort(self.ages[who] - older + self.rng.normal(0, 1.2, len(who)), kind="stable")]

    def _match(self, who: np.ndarray, hosts: np.ndarray, host_ages: np.ndarray, wanted: np.ndarray) -> np.ndarray:
        """A host of about the wanted age for each of `who`, by chance among those of that age; NOBODY when none is near."""
        order = np.argsort(host_ages, kind="stable")
        hosts, host_ages = hosts[order], host_ages[order]
        wanted = np.round(wanted).astype(np.int64)
        first, last = np.searchsorted(host_ages, wanted - 1, "left"), np.searchsorted(host_ages, wanted + 1, "right")
        pick = first + np.floor(self.rng.random(len(who)) * (last - first)).astype(np.int64)
        safe = np.minimum(pick, max(0, len(hosts) - 1))
        return np.where(last > first, hosts[safe] if len(hosts) else NOBODY, NOBODY)

    def _couples(self, low: int, high: int) -> np.ndarray:
        heads = np.flatnonzero((self.wife != NOBODY) & (self.head == np.arange(len(self.head))) & ~self.full)
        return heads[(self.ages[heads] >= low) & (self.ages[heads] <= high)]

    def _bring_elders(self) -> None:
        """Widowed elders, and some elder couples, into the home of a grown child; one side of the family per home."""
        alone = (self.wife == NOBODY) & (self.head == np.arange(len(self.head))) & (self.ages >= 60)
        widowed = self._chosen(np.flatnonzero(alone), self.said["widowed_with_children"])
        couples = self._chosen(self._couples(60, 100), self.said["elder_couples_with_children"])
        elders = np.concatenate([widowed, couples])
        hosts = self._couples(28, 59)
        found = self._match(elders, hosts, self.ages[hosts], self.ages[elders] - 27 + self.rng.normal(0, 3, len(elders)))
        _, first = np.unique(found, return_index=True)
        first = first[found[first] != NOBODY]
        elders, found = elders[first], found[first]
        self.full[elders] = True
        his = self.rng.random(len(elders)) < 0.75
        self.relation[elders] = np.where(self.sexes[elders] == MALE, np.where(his, 51, 55), np.where(his, 52, 56))
        wives = self.wife[elders]
        with_wife = wives != NOBODY
        self.relation[wives[with_wife]] = np.where(his[with_wife], 52, 56)
        self.head[wives[with_wife]] = found[with_wife]
        self.head[elders] = found

    def _bring_the_young(self) -> None:
        single = (self.head == np.arange(len(self.head))) & (self.wife == NOBODY) & ~self.full
        minors = np.flatnonzero(self.ages < 18)
        behind = np.zeros(len(self.head), bool)
        behind[self._chosen(minors, self.said["left_behind"])] = True
        grown = np.flatnonzero(single & (self.ages >= 18))
        young = self._chosen(grown[self.ages[grown] < 40], self.said["young_at_home"])
        middle = grown[(self.ages[grown] >= 40) & (self.ages[grown] < 60)]
        middle = self._chosen(middle, self.said["middle_at_home"])
        self._to_parents(np.concatenate([young, middle]))
        self._to_grandparents(np.flatnonzero(behind))
        self._to_parents(minors[~behind[minors]])
        self._to_anybody(minors)

    def _mothers(self) -> tuple[np.ndarray, np.ndarray]:
        """(heads, ages of the mother): couples by the wife's age, and women who head a home alone."""
        couples = self._couples(20, 100)
        own = (self.head == np.arange(len(self.head))) & (self.sexes == FEMALE) & (self.ages >= 22) & ~self.full
        alone = np.flatnonzero(own)
        return np.concatenate([couples, alone]), np.concatenate([self.ages[self.wife[couples]], self.ages[alone]])

    def _settle(self, who: np.ndarray, found: np.ndarray, male: int, female: int) -> None:
        home = found != NOBODY
        who, found = who[home], found[home]
        self.head[who] = found
        self.relation[who] = np.where(self.sexes[who] == MALE, male, female)

    def _to_parents(self, who: np.ndarray) -> None:
        heads, ages = self._mothers()
        apart = np.isin(heads, who)  # nobody is their own parent's host
        heads, ages = heads[~apart], ages[~apart]
        gap = np.clip(self.rng.normal(27, 4, len(who)), 19, 42)
        self._settle(who, self._match(who, heads, ages, self.ages[who] + gap), 20, 30)

    def _to_grandparents(self, who: np.ndarray) -> None:
        heads = self._couples(45, 85)
        gap = np.clip(self.rng.normal(52, 4, len(who)), 42, 65)
        found = self._match(who, heads, self.ages[self.wife[heads]], self.ages[who] + gap)
        self._settle(who, found, 41, 42)

    def _to_anybody(self, minors: np.ndarray) -> None:
        """Minors for whom nobody of the right age was found: to any couple of 25–75 as grandchild or child; never alone."""
        left = minors[self.head[minors] == minors]
        if not len(left):
            return
        heads = self._couples(25, 75)
        if not len(heads):
            heads = np.flatnonzero((self.head == np.arange(len(self.head))) & (self.ages >= 25) & ~self.full)
        found = heads[self.rng.integers(0, len(heads), len(left))]
        old = self.ages[found] - self.ages[left] >= 45
        self.head[left] = found
        boy = self.sexes[left] == MALE
        self.relation[left] = np.where(old, np.where(boy, 41, 42), np.where(boy, 20, 30))
