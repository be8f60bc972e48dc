"""The database under the tests: LEC_TEST_DATABASE=sqlite (the default) or postgresql.

pytest loads this first (-p in pyproject.toml), before anything reads the settings. On PostgreSQL it starts a
server of its own, in a folder of its own and reachable by socket only, that all workers share and that ends
with pytest, however pytest ends.
"""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

KIND = os.environ.get("LEC_TEST_DATABASE", "sqlite")

# Templates that one run compiled the next one need not.
COMPILED = Path(__file__).parents[1] / ".pytest_cache/templates"

# The tests lose nothing worth keeping when the machine stops: no waiting for the disk.
IN_A_HURRY = ("fsync", "synchronous_commit", "full_page_writes")


def prepare() -> None:
    """Point the settings at a place of the tests' own; the workers inherit it."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    home = Path(tempfile.mkdtemp(prefix="lec-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["LEC_VAR"] = str(home / "var")
    (home / "var/static").mkdir(parents=True)
    COMPILED.mkdir(parents=True, exist_ok=True)
    (home / "var/templates").symlink_to(COMPILED)
    os.environ["LEC_DATABASE_URL"] = {"sqlite": sqlite, "postgresql": postgresql}[KIND](home)


def sqlite(home: Path) -> str:
    """In memory, as Django makes it."""
    return "sqlite://:memory:"


def postgresql(home: Path) -> str:
    """A server on a socket under `home`, whose only user is trusted: nobody else can reach it."""
    data = home / "data"
    data.mkdir()
    run = {"cwd": data, **owner_of(data)}
    binaries = find_binaries()
    initdb = [binaries / "initdb", "--pgdata=.", "--username=lec", "--auth=trust", "--no-sync"]
    subprocess.run([*initdb, "--encoding=UTF8", "--locale=C.UTF-8"], check=True, capture_output=True, **run)
    options = [f"-c{name}=off" for name in IN_A_HURRY]
    options += ["-clisten_addresses=", f"-cunix_socket_directories={data}", "-cmax_connections=60"]
    # Rows that are not committed autovacuum counts as none, and a plan for none takes minutes with some.
    options += ["-cplan_cache_mode=force_custom_plan", "-cautovacuum=off"]
    command = ["setpriv", "--pdeathsig=INT", binaries / "postgres", "-D", ".", *options]
    with (home / "postgresql.log").open("w") as log:
        server = subprocess.Popen(command, stderr=log, **run)
    atexit.register(stop, server)
    wait_for(server, [binaries / "pg_isready", "--quiet", f"--host={data}"], home / "postgresql.log")
    return f"postgresql://lec@{str(data).replace('/', '%2F')}/postgres"


def owner_of(data: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as the user Debian made for it, or as nobody."""
    if os.geteuid():
        return {}
    users = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = users.get("postgres", users["nobody"])
    data.parent.chmod(0o711)
    os.chown(data, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def find_binaries() -> Path:
    """The newest version Debian holds, or whatever the path names."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: int(path.parent.parent.name), default=shutil.which("initdb"))
    if newest is None:
        raise SystemExit("Missing: postgresql. As root: apt-get install postgresql")
    return Path(newest).parent


def wait_for(server: subprocess.Popen[bytes], ready: list[str | Path], log: Path) -> None:
    """Until the server answers; if it gives up, say why."""
    while subprocess.run(ready).returncode:
        if server.poll() is not None:
            raise SystemExit(f"PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.05)


def stop(server: subprocess.Popen[bytes]) -> None:
    """SIGINT is PostgreSQL's fast shutdown: it does not wait for whoever is still connected."""
    server.send_signal(signal.SIGINT)
    server.wait(timeout=30)


prepare()
