"""Counts of people that may be shown: nobody can work out a number below five from what is shown.

See docs/methods/small-numbers.md for the rules and why they suffice.
"""

from haven.engines.small_numbers.hiding import LEAST, hide_cells, hide_groups, merge_rare

__all__ = ["LEAST", "hide_cells", "hide_groups", "merge_rare"]
