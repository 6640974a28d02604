"""The sources that can be replayed, one module each: what they say, how it is counted, and what is told.

Numbers of public reports are facts and stand here; their words do not, and nobody's name, number or address does.
"""

from gongkai.faces.cli.replay.recipes import bureau_2020, hunan_2017, hunan_2020, zhuzhou_2009

RECIPES = {
    module.RECIPE.name: module.RECIPE for module in (hunan_2017, hunan_2020, bureau_2020, zhuzhou_2009)
}
