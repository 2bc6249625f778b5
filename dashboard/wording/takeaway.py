"""Words of the downloads: their names, what their columns mean, how to cite them."""

from __future__ import annotations

from typing import Final

TAKEAWAY: Final[dict[str, tuple[str, str]]] = {
    "downloads": ("Download these cells", "Descargar estas celdas"),
    "take_map": ("Map", "Mapa"),
    "take_map_help": (
        "The map as a picture (PNG), with its legend and source.",
        "El mapa como imagen (PNG), con leyenda y fuente.",
    ),
    "take_brief": ("Brief", "Resumen"),
    "take_brief_help": ("One page to hand out (PDF).", "Una página para entregar (PDF)."),
    "download_csv": ("CSV", "CSV"),
    "download_excel": ("Excel workbook", "Libro de Excel"),
    "download_geojson": ("GeoJSON", "GeoJSON"),
    "download_geoparquet": ("GeoParquet", "GeoParquet"),
    "download_dictionary": ("Data dictionary and citation (CSV)", "Diccionario de datos y cita (CSV)"),
    "download_needs_places": (
        "{kind}: not offered here, since these rows are not places.",
        "{kind}: no disponible aquí, pues estas filas no son lugares.",
    ),
    "cite_as": ("Cite as", "Citar como"),
    "citation": (
        "Recovery Atlas, release {release}, table “{table}”, as of {date}.",
        "Recovery Atlas, publicación {release}, tabla «{table}», datos al {date}.",
    ),
    "column": ("Column", "Columna"),
    "meaning": ("Meaning", "Significado"),
    "column_origin": ("Code of the place the child was missing from.", "Código del lugar donde desapareció el menor."),
    "column_origin_name": ("Its name.", "Su nombre."),
    "column_recovery": ("Code of the place where the child was found.", "Código del lugar donde se encontró al menor."),
    "column_recovery_name": ("Its name.", "Su nombre."),
    "column_relation": ("How the two places relate.", "Relación entre los dos lugares."),
    "column_relation_name": ("Its name.", "Su nombre."),
    "column_category": ("Kind of case.", "Tipo de caso."),
    "column_category_name": ("Its name.", "Su nombre."),
    "column_operation": ("Operation in which the child was found.", "Operación en la que se encontró al menor."),
    "column_operation_name": ("Its name.", "Su nombre."),
    "column_period": (
        "Period: year, quarter or month; “all” is all of them.",
        "Periodo: año, trimestre o mes; «all» es el total.",
    ),
    "column_period_name": ("Its name.", "Su nombre."),
    "column_count": (
        "Recoveries: incidents, not persons. Empty unless the status is published or rounded.",
        "Localizaciones: casos, no personas. Vacía salvo si la situación es published o rounded.",
    ),
    "column_status": (
        "published; rounded; withheld (not shown, to protect the children concerned); not_reported (no figures sent).",
        "published (publicado); rounded (redondeado); withheld (reservado); not_reported (sin informe).",
    ),
    "column_release": ("The release that the cell is from.", "La publicación de la que procede la celda."),
}
