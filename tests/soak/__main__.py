"""`make soak`: sixteen people at work for two minutes, and then again while server or database is killed ten
times. Afterwards every promise holds, every receipt proves itself, and nothing that was acknowledged is lost.

    python -m tests.soak [--seconds 120] [--workers 16] [--kills 10]
"""

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.soak.machine import Machine
from tests.soak.people import Office, Worker, World


def main() -> int:
    """0 where all holds; else 1, with what does not."""
    given = argparse.ArgumentParser(prog="python -m tests.soak")
    for name, usual in (("seconds", 120), ("workers", 16), ("kills", 10)):
        given.add_argument(f"--{name}", type=int, default=usual)
    asked = given.parse_args()
    with tempfile.TemporaryDirectory(prefix="lec-soak-") as home:
        Path(home).chmod(0o711)
        machine = Machine(Path(home), web_workers=4)
        try:
            world = World(offices_of(machine))
            work("undisturbed", world, asked.workers, asked.seconds)
            blows = (machine.kill_web, machine.kill_database)
            work("killed", world, asked.workers, asked.seconds, [blows[n % 2] for n in range(asked.kills)])
            return report(machine, world)
        finally:
            machine.stop()


def offices_of(machine: Machine) -> list[Office]:
    accounts = json.loads((machine.var / "demo-accounts.json").read_text(encoding="utf-8"))
    officers = [account for account in accounts if account["role"] == "officer"]
    return list(
        {o["organization"]: Office(o["organization"], o["level"], o["token"]) for o in officers}.values()
    )


def work(
    title: str, world: World, workers: int, seconds: int, blows: Sequence[Callable[[], None]] = ()
) -> None:
    """Everybody works until the time is over; the blows fall evenly over it."""
    before, stop, began = len(world.acknowledged), threading.Event(), time.monotonic()
    people = [Worker(world, seed, stop) for seed in range(workers)]
    for person in people:
        person.start()
    for blow in blows:
        time.sleep(seconds / (len(blows) + 1))
        blow()
    time.sleep(max(0, began + seconds - time.monotonic()))
    stop.set()
    for person in people:
        person.join(60)
    print(f"{title}: {len(world.acknowledged) - before:,} acts acknowledged", flush=True)


def report(machine: Machine, world: World) -> int:
    """Look everything up in the store itself."""
    os.environ |= {"LEC_DATABASE_URL": machine.url, "DJANGO_SETTINGS_MODULE": "lec.settings"}
    import django

    django.setup()
    from tests.soak.looking import what_does_not_hold

    for answer, number in sorted(world.answers.items()):
        print(f"  {number:>7,}  {answer}")
    wrong = list(what_does_not_hold(world))
    print(
        *(wrong or ["Every promise holds, every receipt proves itself, nothing acknowledged is lost."]),
        sep="\n",
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
