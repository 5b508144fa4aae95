-- The rows of access.py; names with a colon are numbers, put in by _access_rows.py.
create function pg_temp.bench_id(kind int, number bigint) returns uuid language sql immutable as
$$ select (lpad(to_hex(kind), 8, '0') || '-0000-4000-8000-' || lpad(to_hex(number), 12, '0'))::uuid $$;

insert into directory_account (id, slug, name, plan, time_zone, language, portal_off, logo_tag, created_at)
select pg_temp.bench_id(1, 0), 'bench', 'Bench', 'pro', 'UTC', 'en', '{}', '', now();
insert into directory_person (id, password, email, name, is_active, placeholder, epoch, created_at)
select pg_temp.bench_id(11, n), '', 'p' || n || '@bench.example', 'Person ' || n, true, false, 0, now()
  from generate_series(0, :members - 1) n;
-- 0 is the one who asks, 1 an admin, 2 and each fourth a subcontractor.
insert into directory_member (id, account_id, person_id, type, active, view_confidential, epoch, created_at)
select pg_temp.bench_id(5, n), pg_temp.bench_id(1, 0), pg_temp.bench_id(11, n),
       case when n % 4 = 2 then 'subcontractor' else 'in_house' end, true, true, 0, now()
  from generate_series(0, :members - 1) n;
insert into access_role (id, account_id, name, permissions)
select pg_temp.bench_id(6, n), pg_temp.bench_id(1, 0), 'Role ' || n,
       case when n = 1 then '{admin,surface.office}'::varchar[]
            else '{surface.office,documents.view,documents.edit}'::varchar[] end
  from generate_series(0, :roles - 1) n;
insert into access_seat (id, member_id, role_id, library_id, created_at)
select pg_temp.bench_id(10, n), pg_temp.bench_id(5, n), pg_temp.bench_id(6, case when n < 2 then n else 2 + n % (:roles - 2) end), null, now()
  from generate_series(0, :members - 1) n where n % 4 <> 2;
insert into access_seat (id, member_id, role_id, library_id, created_at)
select pg_temp.bench_id(10, :members + n), pg_temp.bench_id(5, n % :members), pg_temp.bench_id(6, 2 + n % (:roles - 2)), pg_temp.bench_id(2, n % :libraries), now()
  from generate_series(0, 4 * :members - 1) n;

insert into store_library (id, kind, account_id)
select pg_temp.bench_id(2, n), 'project', pg_temp.bench_id(1, 0) from generate_series(0, :libraries - 1) n;
create temp table tree as
select pg_temp.bench_id(2, n) as id, pg_temp.bench_id(2, n) as library, null::uuid as parent, 'Project ' || n as name
  from generate_series(0, :libraries - 1) n
union all
-- The big folder: ten folders in each.
select pg_temp.bench_id(3, n), pg_temp.bench_id(2, 0),
       case when n = 0 then pg_temp.bench_id(2, 0) else pg_temp.bench_id(3, (n - 1) / 10) end, 'Folder ' || n
  from generate_series(0, :big - 1) n
union all
select pg_temp.bench_id(3, n), pg_temp.bench_id(2, (n - :big) % :libraries),
       case when (n - :big) / :libraries < 10 or n >= :folders - 3 then pg_temp.bench_id(2, (n - :big) % :libraries)
            else pg_temp.bench_id(3, :big + ((n - :big) / :libraries / 10) * :libraries + (n - :big) % :libraries) end,
       'Folder ' || n
  from generate_series(:big, :folders - 1) n;

insert into store_item (id, account_id, library_id, parent_id, is_file, name, name_key, confidential, tags, created_at, updated_at)
select id, pg_temp.bench_id(1, 0), library, parent, false, name, lower(name), false, '{}',
       now() - abs(hashtext(id::text)::int8) % :files * interval '1 second', now() from tree;

-- What has settings of its own: a long folder, files of the two others, folders everywhere.
create temp table controlled as
select pg_temp.bench_id(3, :folders - 2) as id, 0 as number
union all select pg_temp.bench_id(3, :folders - 3), 0
union all select pg_temp.bench_id(4, n), n::int from generate_series(0, :long - 1, 100) n
union all select pg_temp.bench_id(4, n), n::int from generate_series(2 * :long, 3 * :long - 1, greatest(1, :long / 60)) n;
insert into controlled
select pg_temp.bench_id(3, n), n::int from (
  select :big + ((:folders - 3 - :big)::int8 * k) / :policies as n from generate_series(0, :policies - 1) k) chosen
 limit greatest(0, :policies - (select count(*) from controlled));
update store_item i set own_policy = i.id from controlled c where c.id = i.id;

create temp table pointed as
with recursive down(id, library, parent, policy) as (
  select t.id, t.library, t.parent, null::uuid from tree t where t.parent is null
  union all
  select t.id, t.library, t.parent, coalesce(c.id, d.policy)
    from down d join tree t on t.parent = d.id left join controlled c on c.id = t.id)
select * from down;
insert into store_folder (item_id, library_id, parent_id, policy) select id, library, parent, policy from pointed;

insert into store_blob (id, account_id, sha256, size, created_at)
select pg_temp.bench_id(8, n), pg_temp.bench_id(1, 0), encode(sha256(n::text::bytea), 'hex'), 1000 + n, now()
  from generate_series(0, 999) n;
-- A fifth of the files, in no order, are drawings; how old a file is has nothing to do with where it lies.
insert into store_item (id, account_id, library_id, parent_id, is_file, name, name_key, own_policy, confidential, tags, current_id, created_at, updated_at)
select pg_temp.bench_id(4, n), pg_temp.bench_id(1, 0), f.library_id, f.item_id, true, word || ' ' || n || '.pdf',
       word || ' ' || lpad(n::text, 10, '0') || '.pdf', c.id, n % 50 = 0, '{}', pg_temp.bench_id(7, n),
       now() - (n * 15485863::int8) % :files * interval '1 second', now()
  from generate_series(0, :files - 1) n
 cross join lateral (select case when hashint8(n) % 5 = 0 then 'drawing' else 'photo' end as word) named
  join store_folder f on f.item_id = pg_temp.bench_id(3, case
         when n < :long then :folders - 1
         when n < 2 * :long then :folders - 2
         when n < 3 * :long then :folders - 3
         else (n * 7919::int8) % (:folders - 3) end)
  left join controlled c on c.id = pg_temp.bench_id(4, n);
insert into store_version (id, item_id, number, name, blob_id, content_type, note, created_at)
select pg_temp.bench_id(7, n), pg_temp.bench_id(4, n), 1, 'drawing', pg_temp.bench_id(8, n % 1000), 'application/pdf', '', now()
  from generate_series(0, :files - 1) n;

insert into access_policy (item_id, library_id, enabled, updated_at)
select i.id, i.library_id, true, now() from controlled c join store_item i on i.id = c.id;
-- The one who asks views a controlled long folder by a role, and every other controlled file of the open one;
-- the subcontractor the other controlled one, and what has settings of its own there.
insert into access_grant (id, policy_id, role_id, level, created_at)
select pg_temp.bench_id(9, 0), pg_temp.bench_id(3, :folders - 2), pg_temp.bench_id(6, 0), 1, now();
insert into access_grant (id, policy_id, member_id, level, created_at)
select pg_temp.bench_id(9, 1 + number), id, pg_temp.bench_id(5, 0), 1, now() from controlled
 where id <= pg_temp.bench_id(4, :long - 1) and id >= pg_temp.bench_id(4, 0) and number % 200 = 0;
insert into access_grant (id, policy_id, member_id, level, created_at)
select pg_temp.bench_id(9, 30000000), pg_temp.bench_id(3, :folders - 3), pg_temp.bench_id(5, 2), 1, now();
insert into access_grant (id, policy_id, member_id, level, created_at)
select pg_temp.bench_id(9, 1 + number), id, pg_temp.bench_id(5, 2), 1, now() from controlled
 where id <= pg_temp.bench_id(4, 3 * :long - 1) and id >= pg_temp.bench_id(4, 2 * :long);
insert into access_grant (id, policy_id, member_id, level, created_at)
select pg_temp.bench_id(9, 10000000 + n), p.id, pg_temp.bench_id(5, 3 + (n * 7919::int8) % (:members - 3)), 1 + n % 3, now()
  from generate_series(0, :grants * 3 / 5) n
  join (select id, row_number() over (order by id) - 1 as place from controlled where id < pg_temp.bench_id(4, 0)) p
    on p.place = n % (select count(*) from controlled where id < pg_temp.bench_id(4, 0))
 on conflict do nothing;
insert into access_grant (id, policy_id, role_id, level, created_at)
select pg_temp.bench_id(9, 20000000 + n), p.id, pg_temp.bench_id(6, 2 + (n * 7919::int8 / 13) % (:roles - 2)), 1 + n % 3, now()
  from generate_series(0, :grants * 2 / 5) n
  join (select id, row_number() over (order by id) - 1 as place from controlled where id < pg_temp.bench_id(4, 0)) p
    on p.place = n % (select count(*) from controlled where id < pg_temp.bench_id(4, 0))
 on conflict do nothing;
drop table tree, controlled, pointed
