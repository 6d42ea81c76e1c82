-- Figures of the whole installation, by stage too: how much work waits for what, and for how long, never whose it is.
drop function read_backlog();
--> statement-breakpoint
create function read_backlog()
  returns table (state text, stage text, count int, oldest_seconds double precision)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    with under_way as (
      select m.status as state, coalesce(m.stage, 'none') as stage, m.updated_at as since from public.meetings m
      where m.status in ('queued', 'transcribing', 'analysing')
      union all
      select m.status, coalesce(m.stage, 'none'), m.updated_at from public.meetings m where m.status = 'waiting'
      union all
      select 'outbox', 'relay',
        to_timestamp(('x' || substr(replace(o.id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0)
      from public.outbox o)
    select state, stage, count(*)::int, coalesce(extract(epoch from now() - min(since)), 0)::double precision
    from under_way group by state, stage
  $$;
--> statement-breakpoint
grant create on schema public to aam_relay;
--> statement-breakpoint
alter function read_backlog() owner to aam_relay;
--> statement-breakpoint
revoke create on schema public from aam_relay;
--> statement-breakpoint
revoke execute on function read_backlog() from public;
--> statement-breakpoint
grant execute on function read_backlog() to aam_app;
