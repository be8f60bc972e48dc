-- One department, 76 provinces, 7,850 LAOs, 20,300 schools, 1.4 million students: ids are numbered through, so
-- that every row knows where its neighbors are. The first school has a room of 40 and a room of 300.

insert into organizations_organization
  (id, level, kind, code, name, sort_key, parent_id, path, district, tambon, phone, grades)
values (1, 'department', '', '0', 'กรมส่งเสริมการปกครองท้องถิ่น', 'a', null, '/1/', '', '', '', '[]');

insert into organizations_organization
  (id, level, kind, code, name, sort_key, parent_id, path, district, tambon, phone, grades)
select 1 + n, 'province', '', 'P' || n, 'จังหวัดที่ ' || n, lpad(n::text, 6, '0'), 1, '/1/' || 1 + n || '/', '', '', '', '[]'
from generate_series(1, %(provinces)s) n;

insert into organizations_organization
  (id, level, kind, code, name, sort_key, parent_id, path, district, tambon, phone, grades)
select 1 + %(provinces)s + n, 'lao', 'sao', 'L' || n, 'องค์การบริหารส่วนตำบลที่ ' || n, lpad(n::text, 6, '0'),
  above.id, above.path || 1 + %(provinces)s + n || '/', '', '', '', '[]'
from generate_series(1, %(laos)s) n
join organizations_organization above on above.id = 2 + (n - 1) %% %(provinces)s;

insert into organizations_organization
  (id, level, kind, code, name, sort_key, parent_id, path, district, tambon, phone, grades)
select %(first)s - 1 + n, 'institution', 'school', 'S' || n, 'โรงเรียนที่ ' || n, lpad(n::text, 6, '0'),
  above.id, above.path || %(first)s - 1 + n || '/', '', '', '0-0000-0000',
  '["K2", "K3", "P1", "P2", "P3", "P4", "P5", "P6"]'
from generate_series(1, %(institutions)s) n
join organizations_organization above on above.id = 2 + %(provinces)s + (n - 1) %% %(laos)s;

insert into students_classroom (id, institution_id, academic_year, grade, room)
select id, id, %(year)s, 'P1', '1' from organizations_organization where level = 'institution'
union all select %(large)s, %(first)s, %(year)s, 'P1', '2';

-- Thirteen digits that belong to nobody: 99 at places 2-3, the last one checks.
insert into students_student
  (id, citizen_id_type, citizen_id, citizen_id_missing_because, prefix, first_name, last_name, sex, birth_date,
   birth_day_unknown, sort_key, search_key, version, protected)
select n, 'thai',
  base || (11 - (select sum((14 - i) * substr(base, i, 1)::int) from generate_series(1, 12) i) %% 11) %% 10,
  '', prefix, first, last, sex, make_date(%(born)s, 1, 1) + (n %% 365), false, sort_key, search_key, 1, false
from generate_series(1, %(students)s) n
cross join lateral (select '199' || lpad(n::text, 9, '0') as base) numbered
join called on k = (n::bigint * 7919) %% %(called)s;

create temporary table seated as
select n, case when n <= 40 then %(first)s when n <= 340 then %(large)s
  else %(first)s + 1 + n %% (%(institutions)s - 1) end as classroom
from generate_series(1, %(students)s) n;

insert into students_enrollment
  (id, student_id, institution_id, student_number, entered_on, left_on, leaving_reason, leaving_note)
select n, n, c.institution_id, '', make_date(%(ce)s, 5, 16), null, '', ''
from seated join students_classroom c on c.id = classroom;

insert into students_placement (enrollment_id, classroom_id, starts_on, ends_on)
select n, classroom, make_date(%(ce)s, 5, 16), null from seated;

insert into rounds_round
  (academic_year, number, opens_on, institution_due_on, lao_due_on, province_due_on, closes_on)
values (%(year)s, 2, current_date - 3, current_date + 6, current_date + 6, current_date + 7, current_date + 8);

insert into accounts_user (id, password, username, name, email, phone, phone_hours, wants_mail, is_active, created_at)
values (1, '!', 'officer', 'ผู้รับผิดชอบ', '', '', '', false, true, now());

insert into accounts_membership (user_id, organization_id, role, appointed_from, order_number)
values (1, %(first)s, 'officer', '2020-01-01', '');

select setval(pg_get_serial_sequence('organizations_organization', 'id'), (select max(id) from organizations_organization));
select setval(pg_get_serial_sequence('students_classroom', 'id'), (select max(id) from students_classroom));
select setval(pg_get_serial_sequence('students_student', 'id'), (select max(id) from students_student));
select setval(pg_get_serial_sequence('students_enrollment', 'id'), (select max(id) from students_enrollment));
select setval(pg_get_serial_sequence('accounts_user', 'id'), 1);
