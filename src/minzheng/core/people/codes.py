"""Codes of the standards that describe people. Pure: no Django."""

# GB/T 4761: the codes in use here; the full table is in docs/glossary.md
RELATIONS = {
    2: "户主", 10: "配偶", 20: "子", 30: "女", 27: "养子或继子", 37: "养女或继女", 28: "女婿", 38: "儿媳",
    41: "孙子", 42: "孙女", 43: "外孙子", 44: "外孙女", 51: "父亲", 52: "母亲", 55: "岳父", 56: "岳母",
    61: "祖父", 62: "祖母", 73: "弟", 71: "兄", 75: "姐姐", 77: "妹妹", 97: "其他非亲属",
}  # fmt: skip
SEXES = {1: "男", 2: "女"}  # GB/T 2261.1
