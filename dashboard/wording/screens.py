"""Words of the screens: titles, controls, captions."""

from __future__ import annotations

from typing import Final

SCREENS: Final[dict[str, tuple[str, str]]] = {
    "overview": ("Overview", "Resumen"),
    "explore": ("Explore", "Explorar"),
    "method": ("Method", "Método"),
    "language": ("Language / Idioma", "Language / Idioma"),
    "release": ("Release", "Publicación"),
    "year": ("Year", "Año"),
    "play": ("Play", "Reproducir"),
    "stop": ("Stop", "Detener"),
    "present": ("Present", "Presentar"),
    "page": ("Leave presentation", "Salir de la presentación"),
    "present_help": (
        "Large type for a room. F11 fills the screen.",
        "Letra grande para una sala. F11 llena la pantalla.",
    ),
    "title": ("Recoveries of missing children, {period}", "Localizaciones de menores desaparecidos, {period}"),
    "title_all": (
        "Recoveries of missing children, all years",
        "Localizaciones de menores desaparecidos, todos los años",
    ),
    "synthetic": (
        (
            "Synthetic data. These figures were made by a computer program to show how the product works. "
            "They describe no real child and no real place."
        ),
        (
            "Datos sintéticos. Un programa generó estas cifras para mostrar cómo funciona el producto. "
            "No describen a ningún menor ni lugar reales."
        ),
    ),
    "previous": ("{period}: {n}", "{period}: {n}"),
    "elsewhere": (
        "Out of state and cross border are counted together here: {n} were found in another state or country.",
        "Otro estado y otro país se cuentan aquí juntos: {n} se localizaron en otro estado o país.",
    ),
    "where": ("Where children were found", "Dónde se encontró a los menores"),
    "map_level": ("Show by", "Mostrar por"),
    "level_country": ("Countries", "Países"),
    "level_state": ("States", "Estados"),
    "level_county": ("Counties", "Condados"),
    "level_missing": (
        "This release goes down to {level}: finer places would show too few children together.",
        "Esta publicación llega hasta {level}: lugares menores reunirían a muy pocos menores.",
    ),
    "as_table": ("Show as a table", "Ver como tabla"),
    "map_summary": (
        "The highest figure shown is {place} ({n}). ",
        "La cifra más alta publicada es la de {place} ({n}). ",
    ),
    "map_empty": ("No figure can be shown on this map. ", "En este mapa no puede mostrarse ninguna cifra. "),
    "map_counts": (
        "{all} places: {shown} with a figure, {zero} with no recoveries, {withheld} withheld, {missing} not reported",
        "{all} lugares: {shown} con cifra, {zero} sin localizaciones, {withheld} reservados, {missing} sin informe",
    ),
    "map_pooled": (", {n} counted together with others", ", {n} contados junto con otros"),
    "top_routes": ("Most frequent routes", "Rutas más frecuentes"),
    "top_routes_note": (
        "From where the child was missing to where the child was found",
        "De donde desapareció a donde se le encontró",
    ),
    "routes_all_years": (
        "All years together: routes are not published year by year.",
        "Todos los años juntos: las rutas no se publican por año.",
    ),
    "no_routes": (
        "No route can be shown for this period: every figure is withheld, to protect the children concerned.",
        "No puede mostrarse ninguna ruta de este periodo: todas las cifras se reservan, para proteger a los menores.",
    ),
    "no_route_recorded": ("No route was recorded for this period.", "No se registró ninguna ruta en este periodo."),
    "route_table_missing": ("This release has no table of routes.", "Esta publicación no tiene tabla de rutas."),
    "trend": ("Recoveries per year", "Localizaciones por año"),
    "trend_alt": (
        "Bar chart of recoveries per year: {figures}.",
        "Gráfico de barras de localizaciones por año: {figures}.",
    ),
    "routes_alt": ("Bar chart of routes, {kind}: {figures}.", "Gráfico de barras de rutas, {kind}: {figures}."),
    "border_title": (
        "Recoveries on both sides of the border of the United States and Mexico, {period}",
        "Localizaciones a ambos lados de la frontera de Estados Unidos y México, {period}",
    ),
    "border_alt": (
        "{shown} of {all} states are drawn with a figure, and {routes} routes across the border.",
        "{shown} de {all} estados se dibujan con una cifra, y {routes} rutas a través de la frontera.",
    ),
    "part_year": ("{n} months", "{n} meses"),
    "operations": ("Operations", "Operaciones"),
    "led_by": ("Led by", "A cargo de"),
    "partners": ("With", "Con"),
    "investigations": ("Investigations", "Investigaciones"),
    "services": ("Services offered", "Servicios ofrecidos"),
    "source": ("Source", "Fuente"),
    "operation_status_ongoing": ("Ongoing", "En curso"),
    "operation_status_concluded": ("Concluded", "Concluida"),
    "as_of": ("As of {date}.", "Datos al {date}."),
    "incidents": ("Counts are incidents, not persons.", "Se cuentan casos, no personas."),
    "withheld_line": (
        "Counts below {k}, and others that would reveal them, are withheld to protect the children concerned.",
        "Las cifras menores que {k}, y otras que permitirían deducirlas, se reservan para proteger a los menores.",
    ),
    "coverage_all": ("All source rows were read.", "Se leyeron todas las filas de origen."),
    "coverage_most": (
        "Over 95 % of the source rows were read.",
        "Se leyó más del 95 % de las filas de origen.",
    ),
    "coverage_less": (
        "95 % or less of the source rows were read.",
        "Se leyó el 95 % o menos de las filas de origen.",
    ),
    "release_line": ("Release {id}.", "Publicación {id}."),
    "help_line": (
        (
            "Help: National Center for Missing & Exploited Children 1-800-843-5678 · "
            "National Human Trafficking Hotline 1-888-373-7888"
        ),
        (
            "Ayuda: National Center for Missing & Exploited Children 1-800-843-5678 · "
            "Línea nacional contra la trata de personas 1-888-373-7888"
        ),
    ),
    "public": ("Public", "Público"),
    "not_public": (
        "This release is for the agencies themselves. Choose a public one at the top of the page.",
        "Esta publicación es para las propias agencias. Elija una pública en la parte superior de la página.",
    ),
    "explore_title": ("Recoveries {by}, {period}", "Localizaciones {by}, {period}"),
    "by": ("Count by", "Contar por"),
    "by_recovery": ("Where found", "Lugar de localización"),
    "by_origin": ("Where missing from", "Lugar de desaparición"),
    "by_route": ("Route", "Ruta"),
    "by_relation": ("Relation", "Relación"),
    "by_category": ("Category", "Categoría"),
    "by_period": ("Period", "Periodo"),
    "by_operation": ("Operation", "Operación"),
    "in_title_period": ("by period", "por periodo"),
    "in_title_operation": ("by operation", "por operación"),
    "find": ("Find a place", "Buscar un lugar"),
    "find_help": (
        "A country, state or county by name or code. Only places of this release are found.",
        "Un país, estado o condado por nombre o código. Solo se buscan lugares de esta publicación.",
    ),
    "find_nothing": ("No place of this release has that name.", "Ningún lugar de esta publicación se llama así."),
    "drill": ("Show the {level} of {place}", "Ver {level} de {place}"),
    "none": ("None", "Ninguno"),
    "other": ("Compare with region", "Comparar con región"),
    "other_end": ("Other end of the route", "Otro extremo de la ruta"),
    "other_why": (
        "Choose a region first: it is compared with another one of its level. On the map, click with Shift.",
        "Elija primero una región: se compara con otra de su nivel. En el mapa, haga clic con Mayús.",
    ),
    "then": ("Compare with period", "Comparar con periodo"),
    "then_why": (
        "This release has no other period for these cells.",
        "Esta publicación no tiene otro periodo para estas celdas.",
    ),
    "map_hint": (
        "Click a place to filter by it; with Shift, to compare it. By keyboard: “Region” and “Find a place”.",
        "Haga clic en un lugar para filtrar; con Mayús, para comparar. Con teclado: «Región» y «Buscar un lugar».",
    ),
    "matrix": ("From–to matrix", "Matriz de origen y destino"),
    "matrix_note": (
        (
            "The places of the most frequent routes shown. Routes within one place are left out. "
            "Click a cell to see its routes."
        ),
        (
            "Los lugares de las rutas más frecuentes publicadas. Se omiten las rutas dentro de un mismo lugar. "
            "Haga clic en una celda para ver sus rutas."
        ),
    ),
    "matrix_alt": (
        "Heat map of routes; among the highest shown: {figures}.",
        "Mapa de calor de rutas; entre las más altas: {figures}.",
    ),
    "place_routes": ("Most frequent routes of {place}", "Rutas más frecuentes de {place}"),
    "in_title_recovery": ("by place where the child was found", "por lugar donde se encontró al menor"),
    "in_title_origin": ("by place the child was missing from", "por lugar donde desapareció el menor"),
    "in_title_route": ("by route", "por ruta"),
    "in_title_relation": ("by relation of the two places", "por relación entre los dos lugares"),
    "in_title_category": ("by category", "por categoría"),
    "region": ("Region", "Región"),
    "all_regions": ("All regions", "Todas las regiones"),
    "level": ("Level", "Nivel"),
    "filters": ("Filters", "Filtros"),
    "not_offered": (
        (
            "Not offered here: this release has no table of {by} by {filter}{given}. "
            "More detail would reveal single children."
        ),
        (
            "No disponible aquí: esta publicación no tiene tabla de {by} por {filter}{given}. "
            "Más detalle revelaría casos individuales."
        ),
    ),
    "given": (" together with {names}", " junto con {names}"),
    "rows_note": (
        "{rows} cells: {shown} with a figure, {withheld} withheld, {zero} with no recoveries, {missing} not reported.",
        "{rows} celdas: {shown} con cifra, {withheld} reservadas, {zero} sin localizaciones, {missing} sin informe.",
    ),
    "nothing_here": (
        "Nothing more can be shown here. Choose a larger region, a longer period or fewer filters.",
        "Aquí no puede mostrarse nada más. Elija una región mayor, un periodo más largo o menos filtros.",
    ),
    "from_table": ("From the table “{table}” of this release.", "De la tabla «{table}» de esta publicación."),
    "no_release": (
        "No release could be opened. Start the app with `recovery-atlas serve --release DIR`.",
        "No se pudo abrir ninguna publicación. Inicie la aplicación con `recovery-atlas serve --release DIR`.",
    ),
}
