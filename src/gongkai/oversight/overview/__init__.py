"""Dashboards, the map of regions, the monthly briefing: figures looked at, each mark with the list that it counts."""
