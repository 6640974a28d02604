"""Where applicants come from, as coarse as it is kept: prefectures that the platform knows, and all provinces."""

from gongkai.domains.foi.rules.classing import COARSE, PROVINCES
from gongkai.foundation.orgs.models import Region
from gongkai.foundation.orgs.rules import Level


def place_names() -> dict[str, str]:
    """Code -> name: the cities of the regions that were loaded, then the provinces. One query."""
    known = Region.objects.filter(level__in=[Level.CITY, Level.PROVINCE]).order_by("code")
    loaded = {code: (level, name) for code, level, name in known.values_list("code", "level", "name")}
    cities = {code: name for code, (level, name) in loaded.items() if level == Level.CITY}
    provinces = PROVINCES | {code: name for code, (level, name) in loaded.items() if level == Level.PROVINCE}
    return {code: name for code, name in (cities | provinces).items() if COARSE.fullmatch(code)}
