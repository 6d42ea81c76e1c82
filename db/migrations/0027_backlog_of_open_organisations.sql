-- What a suspended organisation has in hand waits until it is resumed: no figure of the backlog, or its age only grows.
grant select (id, status) on tenants to aam_relay;
--> statement-breakpoint
create policy relay on tenants for select to aam_relay using (true);
--> statement-breakpoint
create or replace function read_backlog()
  returns table (state text, stage text, count int, oldest_seconds double precision)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    with held as (select t.id from public.tenants t where t.status = 'suspended'),
    under_way as (
      select m.status as state, coalesce(m.stage, 'none') as stage, m.updated_at as since from public.meetings m
      where m.status in ('queued', 'transcribing', 'analysing') and m.tenant_id not in (select id from held)
      union all
      select m.status, coalesce(m.stage, 'none'), m.updated_at from public.meetings m
      where m.status = 'waiting' and m.tenant_id not in (select id from held)
      union all
      select 'outbox', 'relay',
        to_timestamp(('x' || substr(replace(o.id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0)
      from public.outbox o)
    select state, stage, count(*)::int, coalesce(extract(epoch from now() - min(since)), 0)::double precision
    from under_way group by state, stage
  $$;
