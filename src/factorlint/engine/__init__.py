"""The flow, read top to bottom in `scan.py`: discover, extract, link, judge, suppress, report."""
