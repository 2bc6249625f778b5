"""Release → pages that need no server, no network and no script."""

from dashboard.snapshot.site import render_site

__all__ = ["render_site"]
