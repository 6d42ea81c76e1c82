CREATE INDEX "audit_log_actor" ON "audit_log" USING btree ("tenant_id","actor_id","id");--> statement-breakpoint
-- Figures of the whole installation: how much work waits, and for how long, never whose it is.
create function read_backlog()
  returns table (state text, count int, oldest_seconds double precision)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    with under_way as (
      select m.status as state, m.updated_at as since from public.meetings m
      where m.status in ('queued', 'transcribing', 'analysing')
      union all
      select m.status, m.updated_at from public.meetings m where m.status = 'waiting'
      union all
      select 'outbox', to_timestamp(('x' || substr(replace(o.id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0)
      from public.outbox o)
    select state, count(*)::int, coalesce(extract(epoch from now() - min(since)), 0)::double precision
    from under_way group by state
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
