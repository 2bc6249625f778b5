"""Parameters that several commands have, with their help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Format = Annotated[Literal["text", "json"], typer.Option("--format", help="How the answer is written.")]
Sources = Annotated[list[Path], typer.Argument(metavar="SOURCE...", help="Files of records.", show_default=False)]
PolicyName = Annotated[str, typer.Option(metavar="NAME|FILE", help="public, public-states, internal, or a TOML file.")]
Home = Annotated[str | None, typer.Option(metavar="PLACE", help="Your country or state: decides double meanings.")]
Places = Annotated[Path | None, typer.Option(metavar="FILE", help="Your decisions about places: place,code.")]
Operations = Annotated[Path | None, typer.Option(metavar="FILE", help="Public facts about operations.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day the figures stand for.")]
Territories = Annotated[
    list[str] | None,
    typer.Option(
        metavar="RULE|NAME=RULE", help="Puerto Rico and the islands are domestic (default) or abroad; or one source's."
    ),
]
Duplicates = Annotated[
    Literal["ask", "keep", "drop"],
    typer.Option(help="Rows that are the same in every cell: count all, count one, or ask."),
]
Totals = Annotated[
    Literal["ask", "keep", "drop"],
    typer.Option(help="Rows that equal the sum of rows below them: records, totals, or ask."),
]
Hidden = Annotated[
    Literal["ask", "keep", "drop"],
    typer.Option(help="Rows, columns and sheets that a workbook hides: read them, leave them out, or ask."),
]
Layout = Annotated[Path | None, typer.Option(metavar="FILE|NAME", help="Where the records stand; see layouts.")]
PublisherName = Annotated[str | None, typer.Option("--publisher", metavar="NAME", help="The agency that publishes.")]
Contact = Annotated[str | None, typer.Option(metavar="EMAIL", help="Where readers may write to the agency.")]
Address = Annotated[
    str | None, typer.Option(metavar="URL", help="Where the site will stand: https://example.gov/data/")
]
ShowValues = Annotated[
    bool, typer.Option("--show-values", help="Put the offending cells into --quarantine; on a terminal only.")
]
AllowHost = Annotated[
    list[str] | None, typer.Option(metavar="NAME", help="A name by which browsers reach this server.")
]
AllowFrame = Annotated[
    list[str] | None, typer.Option(metavar="ORIGIN", help="A site that may show the app in a frame.")
]
HealthDetails = Annotated[
    bool, typer.Option("--health-details", help="/healthz says more to who asks from this computer.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file though this program didn't write it.")]
Sign = Annotated[Path | None, typer.Option(metavar="FILE", help="Sign the manifest with a private Ed25519 key in PEM.")]
TablesOnly = Annotated[
    bool, typer.Option("--tables-only", help="Write tables, codes and descriptions; no maps, pages, pictures.")
]
Folders = Annotated[list[Path], typer.Argument(metavar="DIR...", help="Releases or folders.", show_default=False)]
