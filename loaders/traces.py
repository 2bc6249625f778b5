"""Traces that single persons leave in a table: their numbers, days, ages, places to some metres, and what befell them.

A trace is written so that one value betrays it wherever it stands, or so that a column of such values does. Patterns
are written for any SQL engine (no look-around, no word boundaries) and match text in lower case.
"""

from __future__ import annotations

from typing import Final

from loaders.traits import Trait

_STREET: Final = (
    r"street|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|circle|cir|way|place|pl|highway|hwy"
    r"|terrace|trl|trail|parkway|pkwy|loop|apt"
)
_MON: Final = (
    "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)(uary|ruary|ch|il|e|y|ust|t|tember|ober|ember"
    "|ro|rero|zo|o|io|sto|tiembre|ubre|iembre)?[.]?"
)
_WEEKDAY: Final = "(mon|tue|wed|thu|fri|sat|sun|lun|mar|mi[eé]|jue|vie|s[aá]b|dom)[a-zé]*"

EMAIL: Final = Trait(
    "e-mail addresses",
    r"[a-z0-9._%+-]+ ?(@|[(\[{] ?at ?[)\]}]) ?[a-z0-9-]+[.][a-z]{2,}|[a-z0-9._-]+ at [a-z0-9-]+ dot [a-z]{2,}",
)
# Long hexes, and numbers of the United States, Mexico and Canada.
_UUID: Final = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ALIEN: Final = r"a[-# ]{0,2}([0-9]{2,3}[- ][0-9]{3}[- ][0-9]{3}|[0-9]{8,9})"
IDENTITY: Final = Trait(
    "identity numbers",
    r"(^|[^0-9-])[0-9]{3}-[0-9]{2}-[0-9]{4}($|[^0-9-])|(^|[^a-z])[a-z]{4}[0-9]{6}[hm][a-z]{5}[0-9a-z][0-9]"
    rf"|{_UUID}|(^|[^0-9a-z]){_ALIEN}($|[^0-9a-z-])|(^|[^0-9-])[0-9]{{3}}-[0-9]{{3}}-[0-9]{{3}}($|[^0-9-])"
    r"|(^|[^a-z])[a-z]{6}[0-9]{8}[hm][0-9]{3}($|[^0-9])|^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$"
    r"|^[0-9]{4}[- ][0-9]{4}[- ][0-9]{4}[- ][0-9]{4}$|^[0-7][0-9a-hjkmnp-tv-z]{25}$",
    unless="^[0-9]+$",
)
LONG_HEX: Final = Trait("identity numbers", "(^|[^0-9a-z])[0-9a-f]{24,}($|[^0-9a-z])", unless="^[0-9]+$|^[a-f]+$")
PHONES: Final = Trait(
    "phone numbers",
    r"(^|[^0-9])([(][0-9]{3}[)] ?|[0-9]{3}[-./ ])[0-9]{3}[-. ][0-9]{4}($|[^0-9])|^[0-9]{3}-[0-9]{4}$"
    r"|^52 ?1? ?[0-9]{2,3} [0-9]{3,4} [0-9]{4}$|^[0-9]{2}[- ][0-9]{4}[- ][0-9]{4}$"
    r"|^[(][0-9]{2,3}[)] ?[0-9]{1,4}[- ][0-9]{2,4}[- ][0-9]{2,4}([- ][0-9]{2})?$"
    r"|[+][0-9]{1,3}[ .-]?[(]?[0-9]{2,4}[)]?[ .-]?[0-9]{3,4}",
)
ADDRESSES: Final = Trait(
    "addresses",
    rf"^[0-9]{{1,6}}[a-z]? ([nsew][.]? )?([a-z0-9'.áéíóúñ-]+ ){{1,4}}({_STREET})([. ,#]|$)"
    rf"|(^| )({_STREET})[.]? ?(&|/|@| and | at ) ?[a-z0-9'. ]+ ({_STREET})[.]?$"
    r"|^(calle|avenida|av[.]|blvd[.]?|carretera|carr[.]|privada|callejon) .*[0-9]+|(^| )(apts?|apartments?|suite)[."
    r" ]+#?[0-9]+"
    r"|(^|[ ,])c[.]? ?p[.]? ?[0-9]{5}|^col([.]|onia) |^[0-9]{2,5} (block|blk)[. ]|(^|[ ,])p[.]? ?o[.]? box [0-9]+"
    r"|apartado postal [0-9]+|(^| )(mz|mza|manzana)[. ]+[0-9]+[a-z]?,? (lt|lte|lote)[. ]+[0-9]+"
    r"|^(corner|intersection) of .* and ",
)
# Codes of cells on the globe: plus codes, H3, what3words with its slashes.
_OLC: Final = "[23456789cfghjmpqrvwx]"
_CELLS: Final = (
    rf"(^|[^a-z0-9+])({_OLC}{{8}}[+]{_OLC}{{2,7}}|[23456789cfghjmpqrvwx]{{4}}[+]{_OLC}{{2,3}})($|[^a-z0-9+])"
    r"|(^|[^0-9a-z])8[0-9a-f]{14}($|[^0-9a-z])|///[^ ./]+[.][^ ./]+[.][^ ./]+"
)
_DECIMAL: Final = "-?[0-9]{1,3}[.][0-9]{3,}"
COORDINATES: Final = Trait(
    "coordinates",
    rf"^[(]?{_DECIMAL}[ ,;/]+{_DECIMAL}[)]?$|^point ?z?[(]|[0-9]+°[ ]?[0-9]+"
    "['’\u2032]"
    r"|^-?[0-9]{1,3},[0-9]{3,} ?[;/] ?-?[0-9]{1,3},[0-9]{3,}$"
    r"|^[0-9]{1,2}[c-hj-np-x] ?[a-hj-np-z]{2} ?[0-9]{4,5} ?[0-9]{4,5}$|^[0-9]{1,2} ?[c-hj-np-x] [0-9]{6} [0-9]{7}$"
    r"|[0-9]{1,3}[.][0-9]{2,} ?°? ?[ns][ ,;]+[0-9]{1,3}[.][0-9]{2,} ?°? ?[ewo]($|[^a-z])"
    r"|^[ns] ?[0-9]{1,2}[ .][0-9. ]+[ ,]+[ewo] ?[0-9]{1,3}[ .][0-9. ]+$"
    rf"|^[0-9]{{1,2}} [0-9]{{1,2}} [0-9.]+ ?[ns]([^a-z]|$)|^geo:-?[0-9]|\"coordinates\"|{_CELLS}",
    unless="^[0-9]+([+][0-9]+)?$",
)
_ISO_DAY: Final = r"(19|20)[0-9]{2}[-/.](0?[1-9]|1[0-2])[-/.](0?[1-9]|[12][0-9]|3[01])"
DAY: Final = (
    rf"^{_ISO_DAY}([t ].*)?$|^(19|20)[0-9]{{2}}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])$"
    rf"|^[0-9]{{1,2}}[-/. ]([0-9]{{1,2}}|{_MON})[-/., ]+([0-9]{{4}}|[0-9]{{2}})([ ,t]+[0-9]{{1,2}}[:.h].*)?$"
    rf"|^{_MON} [0-9]{{1,2}}(st|nd|rd|th)?,? [0-9]{{4}}$|^[0-9]{{1,2}}(st|nd|rd|th) (of )?{_MON},? [0-9]{{4}}$"
    rf"|^[0-9]{{1,2}} de [a-z]+ del? [0-9]{{4}}$|^[0-9]{{1,2}}{_MON}([0-9]{{4}}|[0-9]{{2}})$"
    rf"|^{_WEEKDAY}[., ]+([0-9]{{1,2}} (de )?{_MON}|{_MON} [0-9]{{1,2}})[., ]+(del? )?[0-9]{{4}}"
)
ANY_DAY: Final = rf"{DAY}|(^|[^0-9]){_ISO_DAY}($|[^0-9])"
_BORN: Final = r"(d[.]?o[.]?b[.]?|born|b[.]|fdn|f[.]? ?nac[.]?|nacid[oa]|naci[oó]|nacimiento|birth ?(date|day)?)"
_DATED: Final = rf"[0-9]{{1,4}}[-/. ]([0-9]{{1,2}}|{_MON})[-/., ]+[0-9]{{1,4}}|{_MON} [0-9]{{1,2}},? [0-9]{{4}}"
BIRTHS: Final = Trait(
    "dates of birth",
    rf"(^|[^a-z]){_BORN}[^a-z0-9]{{0,3}}(on |el |in )?({_DATED}|[0-9]{{8}}($|[^0-9]))"
    r"|(^|[^a-z])d[.]?o[.]?b[.]?[^a-z0-9]{1,3}(19|20)[0-9]{2}",
)
_YEARS: Final = r"(y|yrs?|years?|yo|años?|anos?|a[.])"
_MONTHS: Final = r"(m|mos?|mths?|months?|mes|meses)"
_JOINED: Final = r"[., ]*(and |& |y |e )?"
AGES: Final = Trait(
    "exact ages",
    rf"(^|[^0-9-])[0-9]{{1,2}} ?{_YEARS}{_JOINED}[0-9]{{1,2}} ?{_MONTHS}([^a-z]|$)"
    rf"|(^|[^0-9-])[0-9]{{1,3}} ?({_MONTHS}|w|wks?|weeks?|semanas?){_JOINED}[0-9]{{1,2}} ?(d|days?|d[ií]as?)([^a-z]|$)",
    unless=r"(^|[^a-z])(to|under|over|than|through|hasta|menos|mean|median|average|promedio|mediana|older|younger)"
    r"([^a-z]|$)|[0-9a-z.] ?[–-] ?[0-9]",
)

# One value of these is enough, in any column.
SURE: Final = (EMAIL, IDENTITY, LONG_HEX, PHONES, ADDRESSES, COORDINATES, BIRTHS, AGES)

_GEOHASH: Final = "[0-9b-hjkmnp-z]"
_LETTER: Final = "[b-hjkmnp-z]"
_PEOPLE_WORDS: Final = (
    "she|he|him|her|his|mom|mother|dad|bf|gf|boyfriend|girlfriend|juv|subj|ofc|officer|fled|snuck|argued|w/|ella|ran"
    "|ran from|was (seen|found|picked|last|with|taken|in|at)|seen (at|by|near|with|in|entering|leaving)|picked up"
    "|left (home|school|her|his|the)|found (at|w/|with|in a|asleep)|returned to|located at|novi[oa]|salió|se fue"
    "|lo vieron|la vieron|los vieron|su (madre|padre|casa|novio|novia|t[ií]a|abuela)|no volvió|fue (encontrad|vist)[oa]"
    "|la encontraron|lo encontraron|la llevaron|lo llevaron|llevad[oa] a"
)
_NARRATIVE: Final = (
    rf"^({_PEOPLE_WORDS})( [^ ]+){{3,}}|^[^ ]+ ({_PEOPLE_WORDS})( [^ ]+){{2,}}"
    rf"|^[^ ]+ [^ ]+ ({_PEOPLE_WORDS}) [^ ]+|^([^ ]+ ){{3,}}({_PEOPLE_WORDS})([ ,.]|$)"
)
NARRATIVES: Final = Trait(
    "free text",
    _NARRATIVE,
    share=0.05,
    n_distinct=2,
    unless=r"(he|she|his|him) or (he|she|her|his)|^(number|percent|share|total|count|rate|children|cases|persons) ",
)
# Years and parts of them, in one word; vintages of Canada's places.
_VINTAGES: Final = r"^(19|20)[0-9]{2}[a-z][0-9]{4}[0-9a-z.]*$"
_TIMES: Final = (
    rf"{_VINTAGES}|^(fy|cy)?(19|20)[0-9]{{2}}[a-z]{{1,3}}[0-9]{{1,2}}$"
    r"|^[0-9]{1,2}[a-z]{1,4}(19|20)?[0-9]{2}$|^[0-9.]+e[+]?[0-9]+$"
)
_OFFICES: Final = r"[.](gov|com|org|net|mx|us|edu|info|int|mil|ca|csv|xlsx?|pdf|json|eu|uk|un)$"
# A column of these is one of persons; one value proves little.
LIKELY: Final = (
    NARRATIVES,
    Trait(
        "coordinates",
        rf"^{_GEOHASH}*([0-9]{_LETTER}+[0-9]|{_LETTER}[0-9]+{_LETTER}){_GEOHASH}*$",
        share=0.5,
        n_distinct=3,
        unless=_TIMES,
        among=rf"^{_GEOHASH}{{6,12}}$",
    ),
    Trait(
        "addresses",
        r"(^| )[a-zñáéíóú]{2,}['’]s (house|home|apartment|apt|place|room|trailer|car|truck|birthday|party)([ ,.]|$)",
        share=0.05,
        n_distinct=2,
        unless=r"(children|women|men|people|youth|girl|boy|governor|bishop|veteran|senior)['’]s",
    ),
    Trait("coordinates", r"^[a-z]{3,}[.][a-z]{3,}[.][a-z]{3,}$", share=0.3, n_distinct=2, unless=_OFFICES),
    Trait(
        "identity numbers",
        r"^[0-9a-f]*([0-9][a-f]|[a-f][0-9])[0-9a-f]*$",
        share=0.5,
        n_distinct=2,
        unless=_TIMES,
        among=r"^[0-9a-f]{8,23}$",
    ),
    # Blocks of the census have fifteen digits that begin with a state, and a county of an odd number.
    Trait(
        "identity numbers",
        r"^[0-9]{15,20}$|^[0-9]{13}$",
        share=0.3,
        unless=r"^(0[1-9]|[1-4][0-9]|5[0-6]|6[069]|7[28])[0-3][0-9][13579][0-9]{10}$|0{4}$",
    ),
    Trait("identity numbers", r"^[x*•#]{3}[- ]?[x*•#]{2}[- ]?[0-9]{4}$|^[0-9]{3} [0-9]{2} [0-9]{4}$", share=0.05),
    Trait("identity numbers", r"^0[0-9]{2} [0-9]{3} [0-9]{3}$", share=0.05),
    Trait(
        "identity numbers",
        r"^[0-9a-hj-npr-z]{8}[0-9x][0-9a-hj-npr-z]{4}[0-9]{4}$",
        share=0.2,
        n_distinct=2,
        unless="^[0-9]+$|^[a-z]+$",
    ),
    Trait(
        "identity numbers",
        r"^(snap|snapchat|ig|insta|instagram|discord|tiktok|fb|facebook|twitter|kik|whatsapp|roblox|telegram) ?: ?[^ ]+"
        r"|^[a-z0-9_.]{2,}#[0-9]{4}$",
        share=0.05,
        n_distinct=2,
    ),
    Trait(
        "descriptions of people",
        r"^[3-7] ?(ft|feet|foot|pies)[ .,]*[0-9]{1,2}|[0-9]{2,3} ?cm.*[0-9]{2,3} ?kg"
        r"|^[0-9]{2,3} ?(lbs?|pounds|libras)[.]?$"
        r"|^[0-9]{1,2}[- ]?(y/?o|years?[- ]old|yrs?[- ]old)[-, ]+(f|m|female|male|girl|boy|child|teen|juvenile)$",
        share=0.05,
        n_distinct=2,
    ),
)
