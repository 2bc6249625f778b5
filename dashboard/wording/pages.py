"""Words of the pages that lie in a release."""

from __future__ import annotations

from typing import Final

PAGES: Final[dict[str, tuple[str, str]]] = {
    "page_index": ("Overview", "Resumen"),
    "page_places": ("Places", "Lugares"),
    "page_data": ("Data", "Datos"),
    "page_methods": ("Methods", "Método"),
    "page_definitions": ("Definitions", "Definiciones"),
    "page_terms": ("Terms of use", "Condiciones de uso"),
    "page_help": ("Help lines", "Líneas de ayuda"),
    "other_language": ("Español", "English"),
    "skip": ("Skip to content", "Ir al contenido"),
    "method_sentence": (
        "Small counts, and others that would reveal them, are withheld; before publication an attack was simulated.",
        "Las cifras pequeñas, y otras que las revelarían, se reservan; antes de publicar se simuló un ataque.",
    ),
    "table_states": ("States and provinces", "Estados y provincias"),
    "table_countries": ("Countries", "Países"),
    "table_below": ("Places within", "Lugares que lo componen"),
    "table_figures": ("Figures", "Cifras"),
    "table_categories": ("By category", "Por categoría"),
    "found": ("Found here", "Localizaciones aquí"),
    "missing": ("Missing from here", "Desapariciones aquí"),
    "routes_from_to": ("Routes from and to here", "Rutas desde y hacia aquí"),
    "not_in_tables": (
        "No table of this release goes down to this place: finer places would show too few children together.",
        "Ninguna tabla de esta publicación llega hasta este lugar: reuniría a muy pocos menores.",
    ),
    "small_map_alt": (
        "Map of {place}, {period}. The same figures are in the tables.",
        "Mapa de {place}, {period}. Las mismas cifras están en las tablas.",
    ),
    "longer_periods": ("in longer periods only", "solo en periodos más largos"),
    "data_text": (
        "Every file holds shown cells only. A cell without a figure says why: withheld, or not reported.",
        "Cada archivo contiene solo celdas publicadas. Una celda sin cifra dice por qué: reservada o sin informe.",
    ),
    "file": ("File", "Archivo"),
    "holds": ("What it holds", "Contenido"),
    "dictionary": ("Dictionary", "Diccionario"),
    "checksums": ("Checksums", "Sumas de comprobación"),
    "checksums_text": (
        "SHA256SUMS and manifest.json list the SHA-256 of every file; `recovery-atlas verify` checks them all.",
        "SHA256SUMS y manifest.json dan el SHA-256 de cada archivo; `recovery-atlas verify` los comprueba todos.",
    ),
    "cite": ("How to cite", "Cómo citar"),
    "cite_release": (
        "Recoveries of missing children, release {id}, as of {date}.",
        "Localizaciones de menores desaparecidos, publicación {id}, datos al {date}.",
    ),
    "pictures": ("Pictures", "Imágenes"),
    "picture_map": ("Map", "Mapa"),
    "picture_border": ("Border", "Frontera"),
    "picture_trend": ("Trend", "Evolución"),
    "picture_brief": ("Brief of two pages", "Resumen de dos páginas"),
    "file_table": ("Table, one row per cell", "Tabla, una fila por celda"),
    "file_map": ("Regions with outlines and values", "Regiones con contornos y valores"),
    "file_codes": ("Codes and their names", "Códigos y sus nombres"),
    "file_about": ("Description for catalogues", "Descripción para catálogos"),
    "terms_more": (
        (
            "You may use, copy and publish these figures. Name the release and its day. Show withheld cells as "
            "withheld: never as zero, as few, or as an estimate. If you find a figure that seems to reveal a child, "
            "tell the publisher, and no one else."
        ),
        (
            "Puede usar, copiar y publicar estas cifras. Indique la publicación y su fecha. Muestre las celdas "
            "reservadas como reservadas: nunca como cero, como pocas ni como estimación. Si una cifra parece revelar "
            "a un menor, avise a quien publica, y a nadie más."
        ),
    ),
    "locale": ("en_US", "es_US"),
    "publisher_line": ("Publisher: {publisher}", "Quien publica: {publisher}"),
    "help_text": (
        "If a child is missing or in danger, call. Both lines answer day and night.",
        "Si un menor ha desaparecido o está en peligro, llame. Ambas líneas atienden día y noche.",
    ),
    "help_ncmec": ("National Center for Missing & Exploited Children",) * 2,
    "help_trafficking": ("National Human Trafficking Hotline", "Línea nacional contra la trata de personas"),
}
