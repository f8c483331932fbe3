"""Registers (台账): one declaration gives a list with filters, order, pages, totals and export."""

from minzheng.ui.registers.columns import Column, Link
from minzheng.ui.registers.export import AUDITS
from minzheng.ui.registers.filters import Area, Choice, DateRange, Due, Filter, Text, YesNo
from minzheng.ui.registers.keyset import BadOrder
from minzheng.ui.registers.register import Register

__all__ = ["AUDITS", "Area", "BadOrder", "Choice", "Column", "DateRange", "Due", "Filter", "Link", "Register", "Text", "YesNo"]
