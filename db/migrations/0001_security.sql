-- Circular keys that the table definitions cannot name.
alter table meetings add constraint meetings_current_transcript_fk
  foreign key (tenant_id, current_transcript_id) references transcripts (tenant_id, id);
--> statement-breakpoint
alter table meetings add constraint meetings_current_run_fk
  foreign key (tenant_id, current_run_id) references runs (tenant_id, id);
--> statement-breakpoint
-- Every tenant table: row-level security that also binds the owner, one policy, and the server's grants.
do $$
declare
  t text;
begin
  for t in
    select c.relname from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy tenant on %I using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)) with check (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))',
      t);
    execute format('grant select, insert, update, delete on %I to aam_app', t);
  end loop;
end
$$;
--> statement-breakpoint
alter table tenants enable row level security;
--> statement-breakpoint
alter table tenants force row level security;
--> statement-breakpoint
create policy tenant on tenants
  using (id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
grant select, insert, update on tenants to aam_app;
--> statement-breakpoint
-- History is append-only.
revoke update, delete on audit_log from aam_app;
--> statement-breakpoint
revoke update, delete on meeting_events from aam_app;
--> statement-breakpoint
-- aam_lookup: finds a tenant by its host name before any tenant is known.
grant select (id, slug, name, status, locale, created_at) on tenants to aam_lookup;
--> statement-breakpoint
create policy lookup on tenants for select to aam_lookup using (true);
--> statement-breakpoint
create function find_tenant(wanted_slug text)
  returns table (id uuid, slug text, name text, status text, locale text)
  language sql stable security definer set search_path = pg_catalog, public
  as $$ select t.id, t.slug, t.name, t.status, t.locale from public.tenants t where t.slug = wanted_slug $$;
--> statement-breakpoint
create function list_tenants()
  returns table (id uuid, slug text, name text, status text, created_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public
  as $$ select t.id, t.slug, t.name, t.status, t.created_at from public.tenants t order by t.slug $$;
--> statement-breakpoint
-- aam_relay: moves committed outbox rows of every tenant to Redis, and finds work that nobody holds.
grant select, update (taken_at), delete on outbox to aam_relay;
--> statement-breakpoint
create policy relay on outbox to aam_relay using (true) with check (true);
--> statement-breakpoint
grant select (tenant_id, id, status, stage, claimed_at, updated_at) on meetings to aam_relay;
--> statement-breakpoint
create policy relay on meetings for select to aam_relay using (true);
--> statement-breakpoint
grant select (tenant_id, id, meeting_id, state, created_at) on runs to aam_relay;
--> statement-breakpoint
create policy relay on runs for select to aam_relay using (true);
--> statement-breakpoint
create function take_outbox(at_most int, lease_seconds int)
  returns table (tenant_id uuid, id uuid, kind text, name text, payload jsonb, traceparent text)
  language sql volatile security definer set search_path = pg_catalog, public
  as $$
    update public.outbox o set taken_at = now()
    where (o.tenant_id, o.id) in (
      select w.tenant_id, w.id from public.outbox w
      where w.taken_at is null or w.taken_at < now() - make_interval(secs => lease_seconds)
      order by w.id limit at_most for update skip locked)
    returning o.tenant_id, o.id, o.kind, o.name, o.payload, o.traceparent
  $$;
--> statement-breakpoint
create function clear_outbox(tenant_ids uuid[], ids uuid[])
  returns void
  language sql volatile security definer set search_path = pg_catalog, public
  as $$
    delete from public.outbox o using unnest(tenant_ids, ids) as d(tenant_id, id)
    where o.tenant_id = d.tenant_id and o.id = d.id
  $$;
--> statement-breakpoint
create function list_unclaimed_stages(quiet_seconds int, at_most int)
  returns table (tenant_id uuid, meeting_id uuid, stage text, run_id uuid)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    (select m.tenant_id, m.id, m.stage, null::uuid from public.meetings m
    where m.status in ('queued', 'transcribing', 'analysing') and m.stage is not null
      and greatest(coalesce(m.claimed_at, m.updated_at), m.updated_at)
        < now() - make_interval(secs => quiet_seconds)
    order by m.updated_at limit at_most)
    union all
    (select r.tenant_id, r.meeting_id, 'analyse', r.id from public.runs r
    where r.state = 'running' and r.created_at < now() - make_interval(secs => quiet_seconds)
    order by r.created_at limit at_most)
  $$;
--> statement-breakpoint
grant create on schema public to aam_lookup, aam_relay;
--> statement-breakpoint
alter function find_tenant(text) owner to aam_lookup;
--> statement-breakpoint
alter function list_tenants() owner to aam_lookup;
--> statement-breakpoint
alter function take_outbox(int, int) owner to aam_relay;
--> statement-breakpoint
alter function clear_outbox(uuid[], uuid[]) owner to aam_relay;
--> statement-breakpoint
alter function list_unclaimed_stages(int, int) owner to aam_relay;
--> statement-breakpoint
revoke create on schema public from aam_lookup, aam_relay;
--> statement-breakpoint
revoke execute on function find_tenant(text), list_tenants(), take_outbox(int, int),
  clear_outbox(uuid[], uuid[]), list_unclaimed_stages(int, int) from public;
--> statement-breakpoint
grant execute on function find_tenant(text), list_tenants(), take_outbox(int, int),
  clear_outbox(uuid[], uuid[]), list_unclaimed_stages(int, int) to aam_app;
