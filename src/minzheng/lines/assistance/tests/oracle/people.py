"""Who is a member, who is in what state (57号 7, 8; 83号一(一); 条例 11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .law import Law

Person = Mapping[str, int]
SELF, SPOUSE, SON, DAUGHTER, GRANDCHILD, PARENT, GRANDPARENT, SIBLING = range(8)
INTELLECTUAL, MENTAL = 5, 6
# By marriage only, as the standard words its codes: 女婿, 儿媳; 孙媳妇, 孙女婿; 公公, 婆婆, 岳父, 岳母; 配偶的祖父母, 配偶的曾祖父母;
# 嫂, 弟媳, 姐夫, 妹夫.
IN_LAWS = {28, 38} | {45, 46} | {53, 54, 55, 56} | {65, 68} | {72, 74, 76, 78}


def kin(person: Person) -> int:
    """The tens of the GB/T 4761 code: the kind of relation to the head."""
    return person["relation"] // 10


def grown(person: Person, law: Law) -> bool:
    return person["age"] >= law.number["adult_age"]


def left_out(person: Person, law: Law) -> bool:
    """57号 7: never members, whoever they are to the head; and by 条例 11 the unmarried soldier."""
    held = person["imprisoned"] or person["compulsory_rehab"] or person["declared_missing"]
    away = person["clergy_away_months"] >= law.reading["clergy_away_limit"]
    soldier = person["unmarried_soldier"] and law.reading["unmarried_soldier_excluded"]
    return bool(held or away or soldier)


def leans_on_parents(person: Person, law: Law) -> bool:
    """57号 7(3): a grown child who cannot live on their own, students to the level of the reading."""
    student = 1 <= person["student_level"] <= law.reading["adult_student_levels"]
    return person["labour_capacity"] == 0 or student


def is_member(person: Person, law: Law) -> bool:
    """57号 7: (1) spouse, (2) minor child, (3) dependent grown child, (4) who owes support and lives here."""
    if not person["alive"] or left_out(person, law):
        return False
    if person["relation"] in IN_LAWS and not law.reading["in_laws_counted"]:
        return False
    if kin(person) in (SELF, SPOUSE):
        return True
    if kin(person) in (SON, DAUGHTER) and (not grown(person, law) or leans_on_parents(person, law)):
        return True
    return kin(person) <= SIBLING and not person["lives_apart"]


def has_severe_card(person: Person, law: Law) -> bool:
    """重度残疾: grade one or two of any kind; grade three of mind with them or not, as the reading says."""
    wide = law.reading["severe_disability_scope"]
    return has_card_of_article_8(person) if wide else person["disability_grade"] in (1, 2)


def has_card_of_article_8(person: Person) -> bool:
    """57号 8(1): grade one or two of any kind, or grade three of mind (智力、精神)."""
    of_mind = person["disability_kind"] in (INTELLECTUAL, MENTAL)
    return person["disability_grade"] in (1, 2) or (person["disability_grade"] == 3 and of_mind)


def lives_with_parents_or_siblings(person: Person, others: Sequence[Person]) -> bool:
    """As far as the relations to the head tell (条例 11); `others` are the other members who live here."""
    families = {SON: (SELF, SPOUSE, SON, DAUGHTER), DAUGHTER: (SELF, SPOUSE, SON, DAUGHTER),
                SELF: (PARENT, SIBLING), SIBLING: (SELF, PARENT, SIBLING)}
    return any(kin(o) in families.get(kin(person), ()) for o in others)
