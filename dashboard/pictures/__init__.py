"""Pictures of a release: PNG, SVG and PDF as bytes, drawn from its shown cells only; the same bytes anywhere.

Every picture is a pure function of a release, a period, a level and a language, so the app, the pages of a release and
a script get the same one.
"""

from dashboard.pictures.brief import brief
from dashboard.pictures.figure import Form, Picture
from dashboard.pictures.maps import border_map, card, national_map
from dashboard.pictures.onepage import one_page
from dashboard.pictures.trend import trend

__all__ = ["Form", "Picture", "border_map", "brief", "card", "national_map", "one_page", "trend"]
