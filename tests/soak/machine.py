"""A PostgreSQL that waits for the disk, `lec serve` on it, and both killed as a power cut would."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

from tests.database import find_binaries, owner_of

HOST, PORT = "127.0.0.1", 8978


class Machine:
    """Started in a folder of its own; nothing of it outlives `stop`."""

    def __init__(self, home: Path, web_workers: int) -> None:
        self.data, self.var, self.web_workers = home / "data", home / "var", web_workers
        self.binaries = find_binaries()
        self.data.mkdir(parents=True)
        self.var.mkdir()
        self.run = {"cwd": self.data, **owner_of(self.data)}
        initdb = [
            self.binaries / "initdb",
            "--pgdata=.",
            "--username=lec",
            "--auth=trust",
            "--locale=C.UTF-8",
        ]
        subprocess.run(initdb, check=True, capture_output=True, **self.run)
        self.url = f"postgresql://lec@{str(self.data).replace('/', '%2F')}/postgres"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LEC_")}
        self.env = kept | {"LEC_DATABASE_URL": self.url, "LEC_VAR": str(self.var)}
        self.start_database()
        self.lec("demo", "--no-serve")
        self.start_web()

    def lec(self, *words: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "lec.cli", *words], env=self.env, check=True, capture_output=True
        )

    def start_database(self) -> None:
        options = ["-clisten_addresses=", f"-cunix_socket_directories={self.data}", "-cmax_connections=100"]
        command = [self.binaries / "postgres", "-D", ".", *options]
        log = self.data.with_name("postgresql.log").open("a")
        self.database = subprocess.Popen(command, stderr=log, **self.run)
        ready = [self.binaries / "pg_isready", "--quiet", f"--host={self.data}"]
        while subprocess.run(ready, check=False).returncode:
            if self.database.poll() is not None:  # what the killed one left is still ending
                time.sleep(0.5)
                self.database = subprocess.Popen(command, stderr=log, **self.run)
            time.sleep(0.1)

    def start_web(self) -> None:
        words = ["serve", "--port", str(PORT), "--workers", str(self.web_workers)]
        log = self.data.with_name("web.log").open("a")
        command = [sys.executable, "-m", "lec.cli", *words]
        self.web = subprocess.Popen(command, env=self.env, stdout=log, stderr=log, start_new_session=True)
        while not self.answers():
            time.sleep(0.2)

    def answers(self) -> bool:
        with suppress(OSError):
            wire = HTTPConnection(HOST, PORT, timeout=5)
            wire.request("GET", "/api/v1/openapi.json")
            return wire.getresponse().status == 200
        return False

    def kill_web(self) -> None:
        """Every process of the server at once, in the middle of whatever they do."""
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait()
        self.start_web()

    def kill_database(self) -> None:
        """The first process and all its children; what was committed is in its log, or it is lost."""
        children = Path(f"/proc/{self.database.pid}/task/{self.database.pid}/children").read_text().split()
        for pid in (self.database.pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.database.wait()
        self.start_database()

    def stop(self) -> None:
        for process, how in ((self.web, signal.SIGTERM), (self.database, signal.SIGINT)):
            with suppress(ProcessLookupError):
                process.send_signal(how)
            process.wait(60)
