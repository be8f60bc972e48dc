"""Who works in the soak: officers of the demo world by their tokens, each act chosen at random.

An act is acknowledged if its answer arrived and says so; only then is it held against the store. One whose
answer was lost may have been done or not.
"""

import io
import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any

import xlsxwriter

from lec.thai import citizen_id
from tests.soak.machine import HOST, PORT

GRADES = ("K1", "K2", "P1")
BORN = {"K1": 2023, "K2": 2022, "P1": 2020}


@dataclass(frozen=True)
class Acknowledged:
    """What the server said it had done: which act, and what is to be found of it."""

    act: str
    found: dict[str, Any]


@dataclass
class Office:
    """An account of the demo world."""

    organization: str
    level: str
    token: str


@dataclass
class World:
    """What all workers share: offices, acknowledged acts, and how often what was answered."""

    offices: list[Office]
    round: str = ""
    acknowledged: list[Acknowledged] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    serials: Any = field(default_factory=lambda: iter(range(700_000, 10_000_000)))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, level: str) -> list[Office]:
        return [office for office in self.offices if office.level == level]


class Worker(threading.Thread):
    """Somebody who never rests until told."""

    def __init__(self, world: World, seed: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.world, self.chance, self.stop = world, random.Random(seed), stop

    def run(self) -> None:
        if not self.world.round:
            _status, rounds = self.ask(self.world.offices[0], "GET", "rounds")
            self.world.round = rounds["items"][0]["key"]
        acts = (
            [self.enroll] * 5 + [self.edit] * 6 + [self.attest] * 4 + [self.leave] * 2 + [self.confirm] * 10
        )
        acts += [self.revoke] * 4 + [self.headcounts] * 3 + [self.upload] * 2 + [self.claim] * 3
        while not self.stop.is_set():
            try:
                act = self.chance.choice(acts) if self.chance.random() < 0.997 else self.reopen
                act()
            except (OSError, HTTPException):
                self.world.answers["lost"] += 1
                time.sleep(0.2)

    def ask(
        self, office: Office, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[int, Any]:
        wire = HTTPConnection(HOST, PORT, timeout=30)
        try:
            data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
            sent = {"Authorization": f"Bearer {office.token}", "Content-Type": "application/json"} | headers
            wire.request(method, f"/api/v1/{path}", data, sent)
            answer = wire.getresponse()
            content = answer.read()
        finally:
            wire.close()
        kind = answer.headers.get("Content-Type", "")
        self.world.answers[f"{method} {path.split('/')[0]} {answer.status}"] += 1
        return answer.status, json.loads(content) if "json" in kind else content

    def done(self, act: str, **found: Any) -> None:
        with self.world.lock:
            self.world.acknowledged.append(Acknowledged(act, found))

    def school(self) -> Office:
        return self.chance.choice(self.world.of("institution"))

    def student(self, office: Office) -> dict[str, Any] | None:
        path = f"institutions/{office.organization}/students?round={self.world.round}&limit=500"
        status, page = self.ask(office, "GET", path)
        return self.chance.choice(page["items"]) if status == 200 and page["items"] else None

    def newcomer(self) -> dict[str, Any]:
        serial, grade = next(self.world.serials), self.chance.choice(GRADES)
        return {
            "citizen_id_type": "thai",
            "citizen_id": citizen_id.synthetic(serial),
            "prefix": "เด็กชาย",
            "first_name": f"นาม{serial}",
            "last_name": "ทดสอบหนัก",
            "birth_date": f"{BORN[grade]}-0{self.chance.randint(1, 4)}-10",
            "grade": grade,
            "room": "1",
        }

    def enroll(self) -> None:
        office, given = self.school(), self.newcomer()
        status, answer = self.ask(office, "POST", f"institutions/{office.organization}/students", given)
        if status == 201:
            self.done("enroll", enrollment=answer["enrollment"], citizen_id=given["citizen_id"])

    def edit(self) -> None:
        office = self.school()
        row = self.student(office)
        if row is not None:
            name = f"แก้{next(self.world.serials)}"
            status, _answer = self.ask(office, "PATCH", f"students/{row['id']}", {"first_name": name})
            if status == 200:
                self.done("change", enrollment=row["enrollment"], first_name=name)

    def attest(self) -> None:
        office = self.school()
        path = f"institutions/{office.organization}/students?round={self.world.round}&limit=500"
        status, page = self.ask(office, "GET", path)
        rows = page["items"] if status == 200 else []
        items = [{"enrollment": row["enrollment"], "code": "100"} for row in rows if not row["attested"]]
        body = {"round": self.world.round, "items": items}
        if items:
            status, _answer = self.ask(
                office, "POST", f"institutions/{office.organization}/attestations", body
            )
            if status == 200:
                self.done("attest", enrollments=[item["enrollment"] for item in items])

    def leave(self) -> None:
        office = self.school()
        row = self.student(office)
        if row is not None:
            today = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3600))
            body = {"reason": "moved_school", "on": today}
            status, _answer = self.ask(office, "POST", f"enrollments/{row['enrollment']}/leave", body)
            if status == 200:
                self.done("leave", enrollment=row["enrollment"])

    def confirm(self) -> None:
        office = self.chance.choice(
            [*self.world.of("institution"), *self.world.of("lao"), *self.world.of("province")]
        )
        subject = self.chance.choice(["students", "students", "headcounts"])
        body = {"round": self.world.round, "organization": office.organization, "subject": subject}
        status, answer = self.ask(office, "POST", "confirmations", body)
        if status == 201:
            self.done("confirm", confirmation=answer["id"], receipt=answer["receipt"]["number"])

    def revoke(self) -> None:
        office = self.chance.choice(
            self.world.of("lao") + self.world.of("province") + self.world.of("department")
        )
        status, page = self.ask(office, "GET", f"organizations?parent={office.organization}&limit=500")
        if status == 200 and page["items"]:
            code = self.chance.choice(page["items"])["code"]
            status, state = self.ask(office, "GET", f"organizations/{code}/status?round={self.world.round}")
            subject = self.chance.choice(["students", "headcounts"])
            held = state[subject]["confirmation"] if status == 200 else None
            if held:
                path = f"confirmations/{held['id']}/revocation"
                status, _answer = self.ask(office, "POST", path, {"because": "แก้ไข"})
                if status == 200:
                    self.done("revoke", confirmation=held["id"])

    def headcounts(self) -> None:
        office = self.chance.choice(self.world.of("lao"))
        path = f"organizations/{office.organization}/other-schools?round={self.world.round}"
        status, page = self.ask(office, "GET", path)
        for row in page["items"] if status == 200 else ():
            number = self.chance.randint(0, 40)
            body = {"counts": [{"grade": "P1", "sex": "M", "count": number}]}
            path = f"other-schools/{row['code']}/headcounts/{self.world.round}"
            status, _answer = self.ask(office, "PUT", path, body)
            if status == 200:
                self.done("enter-headcounts", school=row["code"])

    def upload(self) -> None:
        office, rows = self.school(), [self.newcomer() for _n in range(5)]
        data, boundary = sheet_of(rows), "soaksoaksoak"
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="x.xlsx"\r\n\r\n'
        body = head.encode() + data + f"\r\n--{boundary}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        path = f"institutions/{office.organization}/uploads"
        status, answer = self.ask(office, "POST", path, body, **kind)
        if status == 201:
            status, _answer = self.ask(
                office, "POST", f"uploads/{answer['id']}/apply", {"valid_rows_only": False}
            )
            if status == 200:
                self.done("apply", upload=answer["id"], citizen_ids=[row["citizen_id"] for row in rows])

    def claim(self) -> None:
        holder, claimant = self.school(), self.school()
        row = self.student(holder)
        if row is None or not row["citizen_id"] or holder.organization == claimant.organization:
            return
        named = {name: row[name] for name in ("citizen_id_type", "citizen_id", "birth_date")}
        body = {"institution": claimant.organization, "student": named, "grade": row["grade"], "room": "1"}
        status, claim = self.ask(claimant, "POST", "claims", body)
        if status == 201:
            self.done("claim", claim=claim["id"], state=None)
            status, _answer = self.ask(holder, "POST", f"claims/{claim['id']}/release")
            if status == 200:
                self.done("claim", claim=claim["id"], state="released")

    def reopen(self) -> None:
        """The round closes early, one LAO has it open again, and then everybody."""
        [department] = self.world.of("department")
        now = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
        status, _answer = self.ask(department, "PATCH", f"rounds/{self.world.round}", {"closed_at": now})
        if status == 200:
            code = self.chance.choice(self.world.of("lao")).organization
            tomorrow = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86_400))
            body = {"organization": code, "until": tomorrow, "because": "น้ำท่วม"}
            status, answer = self.ask(department, "POST", f"rounds/{self.world.round}/reopenings", body)
            if status == 201:
                self.done("reopen", reopening=answer["id"])
            time.sleep(1)
            self.ask(department, "PATCH", f"rounds/{self.world.round}", {"closed_at": None})


def sheet_of(rows: list[dict[str, Any]]) -> bytes:
    """A school's own list of newcomers."""
    headings = {
        "citizen_id": "เลขประจำตัวประชาชน",
        "prefix": "คำนำหน้า",
        "first_name": "ชื่อ",
        "last_name": "นามสกุล",
        "birth_date": "วันเกิด",
        "grade": "ชั้น",
        "room": "ห้อง",
    }
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headings.values())
        for n, row in enumerate(rows, 1):
            sheet.write_row(n, 0, [row[name] for name in headings])
    return buffer.getvalue()
