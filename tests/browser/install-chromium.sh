#!/usr/bin/env bash
# Make sure that the browser tests find a Chromium: the one on PATH, else Playwright's own, else Debian's package.
# Prints what it found; exits with 1 and a reason when there is none.
set -uo pipefail

say() { printf 'browser tests: %s\n' "$*" >&2; }

for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if found=$(command -v "$name"); then
    say "using $found"
    exit 0
  fi
done

# `make test` puts the virtual environment first on PATH.
python=$(command -v python || command -v python3) || { say "no Python on PATH; expected the virtual environment's."; exit 1; }

own_chromium() {
  "$python" - <<'PYTHON' 2>/dev/null
import sys
from pathlib import Path
from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    path = Path(playwright.chromium.executable_path)
print(path)
sys.exit(not path.exists())
PYTHON
}

if found=$(own_chromium); then
  say "using Playwright's $found"
  exit 0
fi
say "none on PATH: trying Playwright's own download"
if "$python" -m playwright install chromium && found=$(own_chromium); then
  say "using Playwright's $found"
  exit 0
fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  say "no download: trying Debian's package"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium
  if found=$(command -v chromium); then
    say "using $found"
    exit 0
  fi
fi

say "found no Chromium; expected one on PATH, Playwright's download or, as root on Debian, its package."
say "Install Chromium or Google Chrome, then run the tests again."
exit 1
