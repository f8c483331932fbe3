"""Boundaries and administrative divisions 行政区域界线与区划."""
