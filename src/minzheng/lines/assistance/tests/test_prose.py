"""The rules of assistance as text: some that a lawyer may check against the article, and every one without a word of Python."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from minzheng.lines.assistance.programmes import RULES, world_on
from minzheng.policy.prose import prose

DAY = dt.date(2024, 6, 1)
PYTHON = re.compile(r"[A-Za-z_]{2,}|==|!=|//|[<>*{}\[\]\\]|None|True|False")
TEXTS = """\
“人均月收入低于低保标准”：
  “人均月收入”低于“低保标准”（城市 735.00 元、农村 600.00 元，待核实）。

“按差额计算的低保金”：
  如果“符合低保条件”成立，则为（“低保标准”（城市 735.00 元、农村 600.00 元，待核实）减去“人均月收入”）乘以“保障人数”；
  否则为零。

“低保金（月）”：
  如果“符合低保条件”成立，则为“按差额计算的低保金”、“分类施保合计”之和；
  否则为零。

“分类施保金额”：
  如果口径“一人同属几类时的分类施保”（现取“取最高一类”，待核实）取“各类相加”，则为“按老年人的分类施保”、“按未成年人的分类施保”、“按重度残疾人的分类施保”、“按重病患者的分类施保”之和；
  否则：
    下列各项中的最高者：
      “按老年人的分类施保”；
      “按未成年人的分类施保”；
      “按重度残疾人的分类施保”；
      “按重病患者的分类施保”。

“计入共同生活的家庭成员”：
  如果“在世”不成立，或者“依规定不计入的人员”成立，或者“姻亲按口径不计入”成立，则不成立；
  否则，如果“户主或其配偶”成立，则成立；
  否则，如果“户主的子女或子女的配偶”成立：
    下列任何一项成立：
      “成年”不成立；
      “成年但不能独立生活”成立；
      “长期不共同居住”不成立。
  否则：
    下列各项同时成立：
      “户主的近亲属”成立；
      “长期不共同居住”不成立。

“姻亲按口径不计入”：
  下列各项同时成立：
    口径“同住的姻亲（女婿、儿媳、公婆、岳父母、兄嫂等）是否计入家庭成员”（现取“同住的计入”，待核实）取“按与户主的关系无法定义务，不计入”；
    “与户主关系”为“女婿”或“儿媳”或“孙媳妇”或“孙女婿”或“公公”或“婆婆”或“岳父”或“岳母”或“配偶的祖父母”或“配偶的曾祖父母”或“嫂”或“弟媳”或“姐夫”或“妹夫”。

“有工作”：
  如果“年龄”低于“事实须逐项核实的起始年龄（未满者未登记视为无）”（16 周岁，待核实），则当“就业状况”（不明的按“未就业”）为“就业”或“务农”或“灵活就业”时成立；
  否则，当“就业状况”为“就业”或“务农”或“灵活就业”时成立。

“家庭收入（十二个月）”：
  符合“计入共同生活的家庭成员”的成员的“本人计入的收入”之和，为负的按零。

“低保边缘收入线”：
  “低保标准”（城市 735.00 元、农村 600.00 元，待核实）乘以“低保边缘收入线占低保标准的百分比”（150%）除以 100，有余数进一。

“有成员就业”：
  符合“计入共同生活的家庭成员”的成员中至少有一个“按渐退规定算就业”。

“单人保金额（月）”：
  如果“符合单人保条件”不成立，则为零；
  否则，如果口径“单人保的金额”（现取“标准减本人月收入”，待核实）取“标准全额”，则为“低保标准”（城市 735.00 元、农村 600.00 元，待核实）、“分类施保金额”之和；
  否则为“低保标准”、“分类施保金额”之和减去“本人月收入”。
"""


@pytest.mark.parametrize("text", TEXTS.split("\n\n"), ids=lambda t: t[1 : t.index("”")])
def test_some_for_a_lawyer(text):
    world = world_on(DAY)
    by_title = {world.titles[r.name]: r.name for r in RULES.rules if r.holds_on(DAY)}
    assert prose(world, by_title[text[1 : text.index("”")]]).text == text.rstrip()


@pytest.mark.parametrize("variant", RULES.rules, ids=lambda r: r.function.__name__)
def test_every_rule_reads_as_chinese_and_names_what_it_reads(variant):
    world = world_on(variant.until or max(variant.since or DAY, DAY))
    told = prose(world, variant.name, variant)
    assert not PYTHON.search(told.text), told.text
    assert set(told.names) == set(variant.parameters)
    assert all(f"“{world.titles[n]}”" in told.text for n in variant.parameters)
