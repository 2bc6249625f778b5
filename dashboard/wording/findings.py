"""What a finding of a check means and what to do about it: the publish screen's words for the rules of the loaders.

A test holds the English to what the command line says.
"""

from __future__ import annotations

from typing import Final

FINDINGS: Final[dict[str, tuple[str, str]]] = {
    "rule_empty": (
        "The cell is empty. Write a value, or 'not reported' for a count that was not given.",
        "La celda está vacía. Escriba un valor, o 'not reported' si no se informó la cifra.",
    ),
    "rule_negative": (
        "The count is negative. Correct it; where it stands for a missing count, write 'not reported'.",
        "La cifra es negativa. Corríjala; si significa que falta, escriba 'not reported'.",
    ),
    "rule_fractional": (
        "The count is no whole number. Write whole numbers.",
        "La cifra no es un número entero. Escriba números enteros.",
    ),
    "rule_point_unclear": (
        "A point before three digits may part thousands or decimals. Write the digits alone.",
        "Un punto ante tres dígitos puede separar millares o decimales. Escriba solo los dígitos.",
    ),
    "rule_scientific": (
        "A spreadsheet has shortened the number. Write all its digits.",
        "Una hoja de cálculo abrevió el número. Escriba todos sus dígitos.",
    ),
    "rule_too_large": (
        "The count has more than 12 digits. Correct the count.",
        "La cifra tiene más de 12 dígitos. Corríjala.",
    ),
    "rule_unknown_token": (
        "Neither a whole number nor a token for 'not reported'. Write a number or 'not reported'.",
        "Ni es un número entero ni una señal de 'not reported'. Escriba un número o 'not reported'.",
    ),
    "rule_unknown_period": (
        "No year, quarter or month. Write 2021, 2021-Q2 or 2021-05.",
        "No es año, trimestre ni mes. Escriba 2021, 2021-Q2 o 2021-05.",
    ),
    "rule_span_incomplete": (
        "A span needs a start month and an end month. Write both as 2021-05.",
        "Un lapso necesita mes inicial y mes final. Escriba ambos como 2021-05.",
    ),
    "rule_span_reversed": (
        "The span ends before it starts. Swap the months.",
        "El lapso termina antes de empezar. Intercambie los meses.",
    ),
    "rule_span_over_years": (
        "The span reaches over more than one calendar year. Split it by year.",
        "El lapso abarca más de un año natural. Divídalo por años.",
    ),
    "rule_unknown_value": (
        "Not one of the values of this column. Use a declared value.",
        "No es uno de los valores de esta columna. Use un valor declarado.",
    ),
    "rule_eaten_by_spreadsheet": (
        "A spreadsheet has made a date of an age band. Write it as 10-14.",
        "Una hoja de cálculo convirtió en fecha un grupo de edad. Escríbalo como 10-14.",
    ),
    "rule_unknown_date": ("No date. Write it as 2021-06-16.", "No es una fecha. Escríbala como 2021-06-16."),
    "rule_too_many_fields": (
        "The row has more fields than the header. Quote fields that hold the delimiter.",
        "La fila tiene más campos que el encabezado. Ponga entre comillas los campos con el separador.",
    ),
    "rule_too_few_fields": (
        "The row has fewer fields than the header. Complete the row.",
        "La fila tiene menos campos que el encabezado. Complétela.",
    ),
    "rule_not_read": (
        "This column is not a record column and was not read.",
        "Esta columna no es de registros y no se leyó.",
    ),
    "rule_part_not_read": (
        "This sheet or table has no record columns and was not read.",
        "Esta hoja o tabla no tiene columnas de registros y no se leyó.",
    ),
    "rule_layout_guessed": (
        "Where the counts stand was guessed. Look at the layout; save it by --save-layout to be sure.",
        "Se adivinó dónde están las cifras. Revise la disposición; guárdela con --save-layout para estar seguro.",
    ),
    "rule_fixed_width": (
        "Read as columns of fixed width. Save as CSV to be sure.",
        "Se leyó como columnas de ancho fijo. Guárdelo como CSV para estar seguro.",
    ),
    "rule_dates_as_months": (
        "Days that are all the first of a month were read as months.",
        "Los días que son todos el primero de un mes se leyeron como meses.",
    ),
    "rule_read_as_cp1252": (
        "Not UTF-8; read as Windows-1252. Save as UTF-8 if names look wrong.",
        "No es UTF-8; se leyó como Windows-1252. Guárdelo como UTF-8 si los nombres se ven mal.",
    ),
    "rule_read_as_utf_16": (
        "Read as UTF-16. Save as UTF-8 to load faster.",
        "Se leyó como UTF-16. Guárdelo como UTF-8 para que cargue antes.",
    ),
    "rule_footnoted": (
        "A footnote mark beside the count was left aside. Remove the mark if the number needs none.",
        "Se dejó de lado una llamada de nota junto a la cifra. Quítela si el número no la necesita.",
    ),
    "rule_thousands": (
        "Separators of thousands were left out of the count. Write the digits alone.",
        "Se quitaron de la cifra los separadores de millares. Escriba solo los dígitos.",
    ),
    "rule_superseded": (
        "A later as-of date has another row of the same key; this one doesn't count.",
        "Otra fila de la misma clave tiene fecha posterior; esta no cuenta.",
    ),
    "rule_undated_revision": (
        "Another row of the same key has an as-of date; this one has none and doesn't count. Date it.",
        "Otra fila de la misma clave tiene fecha; esta no la tiene y no cuenta. Póngale fecha.",
    ),
    "rule_repeated": (
        "Rows are the same in every cell. Say by --duplicates whether to keep or to drop the copies.",
        "Hay filas iguales en todas sus celdas. Diga con --duplicates si se cuentan o se quitan las copias.",
    ),
    "rule_repeated_dropped": (
        "Copies of other rows were left out, as --duplicates drop says.",
        "Se quitaron las copias de otras filas, como dice --duplicates drop.",
    ),
    "rule_total_differs": (
        "A total does not equal the sum of its rows. Check the total or the missing rows.",
        "Un total no es igual a la suma de sus filas. Revise el total o las filas que faltan.",
    ),
    "rule_place_unknown": (
        (
            "No such place is known. Correct the name, or write its code; its records count as unknown, "
            "or to the region that the rest of the name says."
        ),
        (
            "No se conoce ese lugar. Corrija el nombre o escriba su código; sus registros cuentan como desconocidos, "
            "o en la región que diga el resto del nombre."
        ),
    ),
    "rule_place_several": (
        "The cell names several places. Write the place of custody; its records count as unknown.",
        "La celda nombra varios lugares. Escriba el de custodia; sus registros cuentan como desconocidos.",
    ),
    "rule_place_by_column": (
        "Could mean two places; the other rows of the source decided. Write the country to be sure.",
        "Puede ser uno de dos lugares; decidieron las demás filas. Escriba el país para estar seguro.",
    ),
    "rule_place_ambiguous": (
        "Several places have this name. Add the state or the country, or write the code.",
        "Varios lugares se llaman así. Añada el estado o el país, o escriba el código.",
    ),
    "rule_place_conflict": (
        "The columns name places that exclude each other. Correct one; what they share is counted.",
        "Las columnas nombran lugares que se excluyen. Corrija una; se cuenta lo que comparten.",
    ),
}
