"""Gongkai 公开: the open-government platform of a natural-resources department and its cities and counties.

Five floors; imports go down only (checked by tests):
faces > oversight > domains > kernel > foundation.
"""

__version__ = "0.1.0"
