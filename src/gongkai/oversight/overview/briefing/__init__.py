"""The monthly briefing (月报): sentences, tables and a chart filled from figures, as page, .docx and .pdf.

It is a Chinese paper: its words are no interface text.
"""

from gongkai.oversight.overview.briefing.composing import Briefing, Grid, Section, compose
from gongkai.oversight.overview.briefing.rendering import FORMATS

__all__ = ["FORMATS", "Briefing", "Grid", "Section", "compose"]
