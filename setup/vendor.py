"""Copy what the pages load out of node_modules into lec/web/static/vendor: no page loads from afar."""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FROM = ROOT / "node_modules"
TO = ROOT / "lec/web/static/vendor"

FILES = (
    "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap/dist/css/bootstrap.min.css.map",
    "bootstrap/dist/js/bootstrap.bundle.min.js",
    "bootstrap/dist/js/bootstrap.bundle.min.js.map",
    "htmx.org/dist/htmx.min.js",
)
FONTS = {"ibm-plex-sans-thai-looped": (400, 500, 600), "sarabun": (400, 600, 700)}
SCRIPTS = ("thai", "latin")


def main() -> None:
    """Start from an empty folder, so that what is no longer named here is gone."""
    shutil.rmtree(TO, ignore_errors=True)
    (TO / "fonts").mkdir(parents=True)
    for file in FILES:
        shutil.copy(FROM / file, TO)
    for font, weights in FONTS.items():
        for weight in weights:
            for script in SCRIPTS:
                name = f"{font}-{script}-{weight}-normal.woff2"
                shutil.copy(FROM / "@fontsource" / font / "files" / name, TO / "fonts")
    shutil.copytree(FROM / "bootstrap-icons/icons", TO / "icons")


if __name__ == "__main__":
    main()
