"""The register: a student once in the nation, the stay at an institution, the room, and the yearly check.

Nothing here is ever deleted (DOMAIN, The register). What changes over time is a dated row.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lec.accounts.models import Membership
from lec.organizations.models import Organization
from lec.reference.grades import GRADES
from lec.rounds.models import Round
from lec.scoping import ScopedQuerySet


class CitizenIdType(models.TextChoices):
    """How a person is identified (DOMAIN, Identity)."""

    THAI = "thai", _("เลขประจำตัวประชาชน")
    ZERO = "zero", _("เลข 13 หลักขึ้นต้นด้วย 0")
    G_CODE = "g_code", _("รหัส G")
    PASSPORT = "passport", _("หนังสือเดินทาง")
    NONE = "none", _("ไม่มีเลข")


class Sex(models.TextChoices):
    """Male or female, as the civil registration has it."""

    MALE = "M", _("ชาย")
    FEMALE = "F", _("หญิง")


class LeavingReason(models.TextChoices):
    """Why a stay ended (letter §4.3.1(2); DOMAIN, The register)."""

    MOVED_SCHOOL = "moved_school", _("ย้ายสถานศึกษา")
    MOVED_CENTER = "moved_center", _("ย้ายไปศูนย์พัฒนาเด็กเล็กอื่น")
    RESIGNED = "resigned", _("ลาออก")
    DISCHARGED = "discharged", _("จำหน่าย")
    GRADUATED = "graduated", _("จบการศึกษา")
    DIED = "died", _("เสียชีวิต")
    NOT_FOUND = "not_found", _("ไม่มีตัวตน")
    ENTERED_BY_MISTAKE = "entered_by_mistake", _("บันทึกผิดหรือซ้ำ")
    OTHER = "other", _("อื่น ๆ")


class AttestationCode(models.TextChoices):
    """What a class teacher found, in the codes the Ministry of Education used (DOMAIN, Existence check)."""

    PRESENT = "100", _("มีตัวตน")
    NOT_FOUND = "201", _("ไม่พบตัวตน")
    GRADUATED = "202", _("จบการศึกษาแล้ว")
    MOVED = "203", _("ย้ายสถานศึกษา")
    NO_CONTACT = "204", _("ติดต่อไม่ได้")
    DIED = "205", _("เสียชีวิต")
    OTHER = "206", _("อื่น ๆ")


class Student(models.Model):
    """One person in the nation. Visible where the active stay is; `version` grows with every change.

    Where somebody `protected` is, nobody else is told (DOMAIN, The register). Who was entered twice is
    `merged_into` the other row: then this one has neither stays nor a number, and is found no more.
    """

    SCOPE = "enrollments__institution__path"
    SCOPE_WHERE: ClassVar = {"enrollments__left_on": None}
    PERSONAL = "enrollments__placements__classroom"
    PERSONAL_WHERE: ClassVar = {"enrollments__placements__ends_on": None}

    citizen_id_type = models.CharField(_("ประเภทเลขประจำตัว"), max_length=8, choices=CitizenIdType.choices)
    citizen_id = models.CharField(_("เลขประจำตัวประชาชน"), max_length=20, null=True, unique=True)
    citizen_id_missing_because = models.CharField(_("เหตุที่ไม่มีเลขประจำตัว"), max_length=200, blank=True)
    prefix = models.CharField(_("คำนำหน้า"), max_length=30)
    first_name = models.CharField(_("ชื่อ"), max_length=80)
    last_name = models.CharField(_("นามสกุล"), max_length=80)
    sex = models.CharField(_("เพศ"), max_length=1, choices=Sex.choices)
    birth_date = models.DateField(_("วันเกิด"), null=True)
    birth_day_unknown = models.BooleanField(default=False)
    sort_key = models.CharField(max_length=400)
    search_key = models.CharField(max_length=161)
    version = models.PositiveIntegerField(default=1)
    protected = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(citizen_id_type="none", citizen_id=None) | ~Q(citizen_id_type="none"),
                name="no_citizen_id_where_type_is_none",
            ),
            models.CheckConstraint(condition=~Q(citizen_id=""), name="citizen_id_is_null_not_empty"),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="sex_is_known"),
            models.CheckConstraint(
                condition=Q(citizen_id_type__in=CitizenIdType.values), name="citizen_id_type_is_known"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(citizen_id=None), name="merged_student_has_no_citizen_id"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["birth_date", "first_name"], name="student_twins")]


class FormerId(models.Model):
    """A citizen ID that a student had before; whoever asks by it still finds them (DOMAIN, Identity)."""

    SCOPE = "student__enrollments__institution__path"
    SCOPE_WHERE: ClassVar = {"student__enrollments__left_on": None}
    PERSONAL = "student__enrollments__placements__classroom"
    PERSONAL_WHERE: ClassVar = {"student__enrollments__placements__ends_on": None}

    student = models.ForeignKey(Student, models.PROTECT, related_name="former_ids")
    citizen_id_type = models.CharField(max_length=8)
    citizen_id = models.CharField(max_length=20)
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(citizen_id=""), name="former_id_is_a_number"),
            models.CheckConstraint(
                condition=Q(citizen_id_type__in=[kind for kind in CitizenIdType.values if kind != "none"]),
                name="former_id_type_is_known",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["citizen_id"], name="former_ids_by_number")]


class Particulars(models.Model):
    """What else is known of a student; `rules.particulars` is the catalog of its fields.

    A table of its own: lists and counts read a student a thousand times for each time somebody reads these.
    Codes are kept by their key. Unknown is "" in text and null elsewhere.
    """

    SCOPE = "student__enrollments__institution__path"
    SCOPE_WHERE: ClassVar = {"student__enrollments__left_on": None}
    PERSONAL = "student__enrollments__placements__classroom"
    PERSONAL_WHERE: ClassVar = {"student__enrollments__placements__ends_on": None}

    student = models.OneToOneField(Student, models.PROTECT, related_name="particulars")
    nationality = models.CharField(max_length=20, blank=True)
    race = models.CharField(max_length=20, blank=True)
    religion = models.CharField(max_length=20, blank=True)
    blood_type = models.CharField(max_length=20, blank=True)
    height = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    weight = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    condition = models.CharField(max_length=20, blank=True)
    father_prefix = models.CharField(max_length=30, blank=True)
    father_first_name = models.CharField(max_length=80, blank=True)
    father_last_name = models.CharField(max_length=80, blank=True)
    father_religion = models.CharField(max_length=20, blank=True)
    father_occupation = models.CharField(max_length=20, blank=True)
    father_monthly_income = models.PositiveIntegerField(null=True)
    father_phone = models.CharField(max_length=10, blank=True)
    mother_prefix = models.CharField(max_length=30, blank=True)
    mother_first_name = models.CharField(max_length=80, blank=True)
    mother_last_name = models.CharField(max_length=80, blank=True)
    mother_religion = models.CharField(max_length=20, blank=True)
    mother_occupation = models.CharField(max_length=20, blank=True)
    mother_monthly_income = models.PositiveIntegerField(null=True)
    mother_phone = models.CharField(max_length=10, blank=True)
    parents_status = models.CharField(max_length=20, blank=True)
    guardian_prefix = models.CharField(max_length=30, blank=True)
    guardian_first_name = models.CharField(max_length=80, blank=True)
    guardian_last_name = models.CharField(max_length=80, blank=True)
    guardian_religion = models.CharField(max_length=20, blank=True)
    guardian_occupation = models.CharField(max_length=20, blank=True)
    guardian_monthly_income = models.PositiveIntegerField(null=True)
    guardian_phone = models.CharField(max_length=10, blank=True)
    guardian_relation = models.CharField(max_length=20, blank=True)
    registered_house_number = models.CharField(max_length=20, blank=True)
    registered_village_number = models.CharField(max_length=5, blank=True)
    registered_street = models.CharField(max_length=100, blank=True)
    registered_subdistrict = models.CharField(max_length=6, blank=True)
    registered_postal_code = models.CharField(max_length=5, blank=True)
    current_house_number = models.CharField(max_length=20, blank=True)
    current_village_number = models.CharField(max_length=5, blank=True)
    current_street = models.CharField(max_length=100, blank=True)
    current_subdistrict = models.CharField(max_length=6, blank=True)
    current_postal_code = models.CharField(max_length=5, blank=True)
    disadvantage = models.CharField(max_length=20, blank=True)
    disability = models.CharField(max_length=20, blank=True)
    lacks_textbooks = models.BooleanField(null=True)
    lacks_lunch = models.BooleanField(null=True)
    lacks_stationery = models.BooleanField(null=True)
    lacks_uniform = models.BooleanField(null=True)
    travel = models.CharField(max_length=20, blank=True)
    distance_paved = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    distance_unpaved = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    distance_water = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    travel_minutes = models.PositiveIntegerField(null=True)
    boards = models.BooleanField(null=True)
    tuition_refunded = models.BooleanField(null=True)
    treatment_refunded = models.BooleanField(null=True)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]


class Enrollment(models.Model):
    """A stay at one institution. At most one active stay per person in the nation, held by the database."""

    SCOPE = "institution__path"
    PERSONAL = "placements__classroom"
    PERSONAL_WHERE: ClassVar = {"placements__ends_on": None}

    student = models.ForeignKey(Student, models.PROTECT, related_name="enrollments")
    institution = models.ForeignKey(Organization, models.PROTECT, related_name="enrollments")
    student_number = models.CharField(_("เลขประจำตัวนักเรียน"), max_length=13, blank=True)
    entered_on = models.DateField(_("วันที่เข้าศึกษา"))
    left_on = models.DateField(_("วันที่ออก"), null=True)
    leaving_reason = models.CharField(_("เหตุที่ออก"), max_length=20, blank=True, choices=LeavingReason.choices)
    leaving_note = models.CharField(_("หมายเหตุ"), max_length=300, blank=True)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["student"], condition=Q(left_on=None), name="one_active_enrollment_per_student"
            ),
            models.CheckConstraint(
                condition=Q(left_on=None, leaving_reason="")
                | (~Q(left_on=None) & Q(leaving_reason__in=LeavingReason.values)),
                name="leaving_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("entered_on")), name="left_not_before_entered"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["institution", "left_on"], name="enrollments_of_institution")
        ]

    @property
    def is_active(self) -> bool:
        """Whether the student is here."""
        return self.left_on is None


class Classroom(models.Model):
    """A room of one grade in one academic year: "ป.4/1" of 2564."""

    SCOPE = "institution__path"
    PERSONAL = "pk"

    institution = models.ForeignKey(Organization, models.PROTECT, related_name="classrooms")
    academic_year = models.PositiveSmallIntegerField()
    grade = models.CharField(_("ชั้น"), max_length=3)
    room = models.CharField(_("ห้อง"), max_length=20)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "academic_year", "grade", "room"],
                name="one_classroom_per_grade_and_room",
            ),
            models.CheckConstraint(condition=Q(grade__in=list(GRADES)), name="classroom_grade_is_known"),
        ]

    @property
    def label(self) -> str:
        """ "ป.4/1", as teachers say it."""
        return f"{GRADES[self.grade].short}/{self.room}"


class ClassTeacher(models.Model):
    """Who teaches a room: what a class teacher may see and attest follows from these rows."""

    SCOPE = "classroom__institution__path"

    classroom = models.ForeignKey(Classroom, models.PROTECT, related_name="teachers")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="classrooms")

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["classroom", "membership"], name="one_row_per_teacher_and_classroom"
            )
        ]


class Placement(models.Model):
    """Which room a student sits in, from and to a day. The open row of an active stay is the register."""

    SCOPE = "classroom__institution__path"
    PERSONAL = "classroom"

    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="placements")
    classroom = models.ForeignKey(Classroom, models.PROTECT, related_name="placements")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enrollment"], condition=Q(ends_on=None), name="one_open_placement_per_enrollment"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="placement_days_in_order"
            ),
        ]


class Attestation(models.Model):
    """What was found of one student in one round; said again, it is overwritten and the trail keeps both.

    `from_paper`: the responsible person entered it from the class teacher's signed roll.
    """

    SCOPE = "enrollment__institution__path"
    PERSONAL = "enrollment__placements__classroom"
    PERSONAL_WHERE: ClassVar = {"enrollment__placements__ends_on": None}

    round = models.ForeignKey(Round, models.PROTECT, related_name="+")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="attestations")
    code = models.CharField(max_length=3, choices=AttestationCode.choices)
    attested_at = models.DateTimeField()
    attested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    from_paper = models.BooleanField(default=False)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrollment", "round"], name="one_attestation_per_round"),
            models.CheckConstraint(
                condition=Q(code__in=AttestationCode.values), name="attestation_code_is_known"
            ),
        ]


class RecordedFinding(models.Model):
    """A finding as it stands on the living register, with the explanation it was given.

    Kept at writing time so that boards count without judging anew; judged again before each confirmation.
    An explanation holds as long as the facts it explains (`params`) stay as they were.
    """

    SCOPE = "enrollment__institution__path"
    PERSONAL = "enrollment__placements__classroom"
    PERSONAL_WHERE: ClassVar = {"enrollment__placements__ends_on": None}

    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="findings")
    code = models.CharField(max_length=40)
    field = models.CharField(max_length=40, blank=True)
    severity = models.CharField(max_length=7)
    params = models.JSONField(default=dict)
    explanation = models.CharField(max_length=500, blank=True)
    explained_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    explained_at = models.DateTimeField(null=True)

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["enrollment", "code", "field"], name="one_finding_per_code_and_field"
            )
        ]


class Rollover(models.Model):
    """An institution's turn to a new academic year; undoing closes the row, rolling again opens another."""

    SCOPE = "institution__path"

    institution = models.ForeignKey(Organization, models.PROTECT, related_name="rollovers")
    academic_year = models.PositiveSmallIntegerField()
    rolled_at = models.DateTimeField()
    rolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["institution", "academic_year"],
                condition=Q(undone_at=None),
                name="one_rollover_per_institution_and_year",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | (~Q(undone_at=None) & ~Q(undone_by=None)),
                name="undoing_a_rollover_is_whole",
            ),
        ]


class RolledStudent(models.Model):
    """What a rollover did with one student; `seat` is where it put them, null for graduates."""

    SCOPE = "rollover__institution__path"
    PERSONAL = ""

    rollover = models.ForeignKey(Rollover, models.PROTECT, related_name="students")
    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10)
    seat_before = models.ForeignKey(Placement, models.PROTECT, related_name="+")
    seat = models.ForeignKey(Placement, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rollover", "enrollment"], name="a_student_is_rolled_once"),
            models.CheckConstraint(
                condition=Q(outcome="graduated", seat=None)
                | (Q(outcome__in=["promoted", "kept_back"]) & ~Q(seat=None)),
                name="graduates_have_no_seat",
            ),
        ]


class Merge(models.Model):
    """Two rows of one person made one; undoing closes the row. `organization` is whose decision it was.

    `taken` is what undoing needs: the stays that were `moved` and those that were the kept one's `own`, the
    `citizen_id` that was freed and the `former_id` kept of it, the older `former_ids`, and the particulars
    `filled` in.
    """

    SCOPE = "organization__path"
    PERSONAL = ""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    kept = models.ForeignKey(Student, models.PROTECT, related_name="merges")
    merged = models.ForeignKey(Student, models.PROTECT, related_name="+")
    because = models.CharField(max_length=500)
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken = models.JSONField()

    objects: ClassVar[ScopedQuerySet] = ScopedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="merged_into_one_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(merged=F("kept")), name="nobody_is_merged_with_themselves"),
            models.CheckConstraint(condition=~Q(because=""), name="merge_says_why"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | (~Q(undone_at=None) & ~Q(undone_by=None)),
                name="undoing_a_merge_is_whole",
            ),
        ]
