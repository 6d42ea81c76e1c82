grant create on schema public to aam_relay;
--> statement-breakpoint
-- Tenants in turn: thousands of one that cannot go on must not keep those of another out of the list.
create or replace function list_waiting(wanted_reasons text[], at_most int)
  returns table (tenant_id uuid, meeting_id uuid, stage text, run_id uuid)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select w.tenant_id, w.id, w.stage, null::uuid from (
      select m.tenant_id, m.id, m.stage, m.updated_at,
        row_number() over (partition by m.tenant_id order by m.updated_at) as place
      from public.meetings m
      where m.status = 'waiting' and m.stage is not null and m.reason = any(wanted_reasons)
    ) w
    order by w.place, w.updated_at limit at_most
  $$;
--> statement-breakpoint
create or replace function list_unclaimed_stages(quiet_seconds int, at_most int)
  returns table (tenant_id uuid, meeting_id uuid, stage text, run_id uuid)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    with lost as (
      select m.tenant_id, m.id as subject, m.stage, null::uuid as run_id, m.updated_at as since, 'meeting' as kind
      from public.meetings m
      where m.status in ('queued', 'transcribing', 'analysing') and m.stage is not null
        and greatest(coalesce(m.claimed_at, m.updated_at), m.updated_at)
          < now() - make_interval(secs => quiet_seconds)
      union all
      select r.tenant_id, r.meeting_id, 'analyse', r.id, r.created_at, 'run' from public.runs r
      where r.state = 'running' and r.created_at < now() - make_interval(secs => quiet_seconds)
      union all
      select p.tenant_id, p.meeting_id, 'purge', null::uuid, p.created_at, 'purge' from public.purges p
      where p.created_at < now() - make_interval(secs => quiet_seconds)
      union all
      select u.tenant_id, u.meeting_id, 'sweep', null::uuid, min(u.updated_at), 'sweep' from public.uploads u
      where u.state = 'open' and u.updated_at < now() - interval '24 hours'
      group by u.tenant_id, u.meeting_id
      union all
      -- The subject of this stage is a trial, not a meeting.
      select t.tenant_id, t.id, 'try', null::uuid, t.created_at, 'try' from public.scenario_trials t
      where (t.state in ('queued', 'running')
          and coalesce(t.claimed_at, t.created_at) < now() - make_interval(secs => quiet_seconds))
        or t.created_at < now() - interval '24 hours'
      union all
      -- The subject of this stage is a mail.
      select l.tenant_id, l.id, 'mail', null::uuid, l.created_at, 'mail' from public.mails l
      where l.state = 'queued' and l.created_at < now() - make_interval(secs => quiet_seconds)
    ), placed as (
      select l.*, row_number() over (partition by l.kind, l.tenant_id order by l.since) as place from lost l
    )
    select p.tenant_id, p.subject, p.stage, p.run_id from placed p
    order by p.place, p.since limit at_most
  $$;
--> statement-breakpoint
-- The oldest of every tenant, as many of each: a tenant that writes faster than rows are relayed must not keep others
-- waiting. Tenants are found by leaps along the primary key.
create or replace function take_outbox(at_most int, lease_seconds int)
  returns table (tenant_id uuid, id uuid, kind text, name text, payload jsonb, traceparent text)
  language sql volatile security definer set search_path = pg_catalog, public
  as $$
    with recursive tenants as (
      (select o.tenant_id from public.outbox o order by o.tenant_id limit 1)
      union all
      select (select o.tenant_id from public.outbox o where o.tenant_id > t.tenant_id order by o.tenant_id limit 1)
      from tenants t where t.tenant_id is not null
    ), share as (
      select greatest(at_most / greatest(count(t.tenant_id), 1)::int, 10) as rows from tenants t
    ), taken as materialized (
      select t.tenant_id, r.id from tenants t
      cross join lateral (
        select w.id from public.outbox w
        where w.tenant_id = t.tenant_id
          and (w.taken_at is null or w.taken_at < now() - make_interval(secs => lease_seconds))
        order by w.id limit (select s.rows from share s) for update skip locked
      ) r
    )
    update public.outbox o set taken_at = now()
    from taken t where o.tenant_id = t.tenant_id and o.id = t.id
    returning o.tenant_id, o.id, o.kind, o.name, o.payload, o.traceparent
  $$;
--> statement-breakpoint
revoke create on schema public from aam_relay;
