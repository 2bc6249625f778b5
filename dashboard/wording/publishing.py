"""Words of the publish screen, which only the publisher sees."""

from __future__ import annotations

from typing import Final

PUBLISHING: Final[dict[str, tuple[str, str]]] = {
    "publish": ("Publish", "Publicar"),
    "publish_title": ("Publish a release", "Hacer una publicación"),
    "publish_note": (
        "This screen is on this computer only. Files are read here and deleted when the page is closed.",
        "Esta pantalla existe solo en este equipo. Los archivos se leen aquí y se borran al cerrar la página.",
    ),
    "publish_files": ("Files of records", "Archivos de registros"),
    "publish_needs_files": ("Choose files first.", "Elija primero los archivos."),
    "publish_as_of": ("As of (if the records do not say)", "Datos al (si los registros no lo dicen)"),
    "publish_as_of_help": (
        "The day the figures stand for. Without it, the newest day that the records name.",
        "El día al que corresponden las cifras. Sin él, el más reciente que nombren los registros.",
    ),
    "publish_repeated": ("Rows that repeat others", "Filas que repiten otras"),
    "publish_repeated_help": (
        "Rows that are the same in every cell. A file that has some is published only once this is decided.",
        "Filas iguales en todas sus celdas. Un archivo que las tiene se publica solo cuando esto está decidido.",
    ),
    "publish_repeated_ask": ("Not decided", "Sin decidir"),
    "publish_repeated_keep": ("Count them all", "Contar todas"),
    "publish_repeated_drop": ("Count one of them", "Contar una sola"),
    "publish_check": ("Check", "Comprobar"),
    "publish_protect": ("Protect and preview", "Proteger y previsualizar"),
    "publish_starting": ("Starting", "Iniciando"),
    "publish_cancel": ("Cancel", "Cancelar"),
    "publish_stopped": ("Stopped. Nothing was written.", "Detenido. No se escribió nada."),
    "publish_refused": ("Refused; nothing was written. The reasons:", "Rechazado; no se escribió nada. Los motivos:"),
    "publish_findings": ("What would load", "Qué se cargaría"),
    "publish_tally": (
        "{rows} rows: {loaded} would load, {quarantined} would not, {totals} are totals, {notes} are notes.",
        "{rows} filas: {loaded} se cargarían, {quarantined} no, {totals} son totales, {notes} son notas.",
    ),
    "publish_file": ("File", "Archivo"),
    "publish_rule": ("Rule", "Regla"),
    "publish_times": ("Times", "Veces"),
    "publish_rows": ("Rows", "Filas"),
    "publish_remedy": ("What it means, and what to do", "Qué significa y qué hacer"),
    "publish_home": ("Your country or state", "Su país o estado"),
    "publish_home_help": (
        "Decides where a place could be in several: Georgia, El Paso County. It never goes against the record.",
        "Decide cuando un lugar puede estar en varios: Georgia, El Paso. Nunca contradice al registro.",
    ),
    "publish_open": ("Places that stay open", "Lugares por decidir"),
    "publish_open_note": (
        "Not known, or could be several: {n}; listed here: {shown}. Choose a region, or type its name or code.",
        "No se conocen o pueden ser varios: {n}; aquí: {shown}. Elija una región, o escriba su nombre o código.",
    ),
    "publish_place_open": ("Leave open", "Dejar abierto"),
    "publish_place_unknown": ("Nobody knows: count as unknown", "Nadie lo sabe: contar como desconocido"),
    "publish_place_apply": ("Apply and check again", "Aplicar y comprobar de nuevo"),
    "publish_place_misread": (
        "{place}: the answer is not one region. Add the state or the country, or write its code.",
        "{place}: la respuesta no es una sola región. Añada el estado o el país, o escriba su código.",
    ),
    "publish_decided": ("Places decided: {n}.", "Lugares decididos: {n}."),
    "publish_decided_keep": ("Keep the decisions as a file", "Guardar las decisiones en un archivo"),
    "publish_decided_forget": ("Forget them", "Olvidarlas"),
    "publish_result": ("What would be shown and withheld", "Qué se mostraría y qué se reservaría"),
    "publish_write": ("Write release {release}", "Escribir la publicación {release}"),
    "publish_wrote": (
        "Release {release} is written, and can be chosen on the other screens.",
        "La publicación {release} está escrita y puede elegirse en las demás pantallas.",
    ),
    "publish_exists": (
        "A release of this id is there already; nothing was written. Move the old one away first.",
        "Ya existe una publicación con este identificador; no se escribió nada. Mueva antes la anterior.",
    ),
}
