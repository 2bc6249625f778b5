"""Streamlit's settings are the program's: whatever files and variables lie about, each is ours or as it is shipped."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.settings import app_settings

ROOT = Path(__file__).parents[2]
HOSTILE = """
[server]
enableAgentApi = true
enableCORS = false
enableXsrfProtection = false
port = 1
baseUrlPath = "elsewhere"
allowedHosts = ["*"]
corsAllowedOrigins = ["*"]
scriptHealthCheckEnabled = true
trustedUserHeaders = { X-User = "name" }
sslCertFile = "/nowhere"
folderWatchList = ["/"]
[client]
showErrorDetails = "full"
toolbarMode = "developer"
[browser]
gatherUsageStats = true
serverAddress = "evil.example"
[global]
developmentMode = true
[theme]
base = "https://evil.example/theme.toml"
[logger]
level = "debug"
[mapbox]
token = "t"
[secrets]
files = ["secrets.toml"]
"""
CODE = """
import json
from dashboard import settings
from streamlit import config
ours = settings.app_settings(host="127.0.0.1", port=8501, names=("localhost",))
settings.apply(ours)
shipped = config._config_options_template
told = {}
for name in shipped:
    value = config.get_option(name)
    is_ours = name in ours and value == ours[name]
    told[name] = "ours" if is_ours else "shipped" if value == shipped[name].value else value
print(json.dumps(told, default=str))
"""


@pytest.mark.parametrize("where", ["the working folder", "the home", "both, and variables", "garbage"])
def test_every_setting_is_ours_or_as_shipped(tmp_path: Path, where: str) -> None:
    home, here = tmp_path / "home", tmp_path / "here"
    for folder, is_used in ((home, where != "the working folder"), (here, where != "the home")):
        (folder / ".streamlit").mkdir(parents=True)
        if is_used:
            content = "[server\n= {" if where == "garbage" else HOSTILE
            (folder / ".streamlit" / "config.toml").write_text(content, encoding="utf-8")
            (folder / ".streamlit" / "secrets.toml").write_text('[auth]\ncookie_secret = "x"\n', encoding="utf-8")
    more = {}
    if where.endswith("variables"):
        more = {"STREAMLIT_SERVER_COOKIE_SECRET": "x", "STREAMLIT_CLIENT_SHOW_ERROR_DETAILS": "full",
                "STREAMLIT_SERVER_PORT": "1", "STREAMLIT_GLOBAL_DEVELOPMENT_MODE": "1"}  # fmt: skip
    environment = {**os.environ, "HOME": str(home), "PYTHONPATH": str(ROOT), **more}
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=here, env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    ours = set(app_settings(host="127.0.0.1", port=8501))
    assert {name for name, kind in told.items() if kind == "ours"} >= ours - {"server.cookieSecret"}
    # these two are drawn or found anew at every start
    odd = {name: kind for name, kind in told.items() if kind not in {"ours", "shipped"}}
    assert set(odd) <= {"server.cookieSecret", "browser.serverPort"}, odd
