CREATE TABLE "purges" (
	"tenant_id" uuid NOT NULL,
	"meeting_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "purges_tenant_id_meeting_id_pk" PRIMARY KEY("tenant_id","meeting_id")
);
--> statement-breakpoint
ALTER TABLE "purges" ADD CONSTRAINT "purges_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
alter table purges enable row level security;
--> statement-breakpoint
alter table purges force row level security;
--> statement-breakpoint
create policy tenant on purges
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
grant select, insert, delete on purges to aam_app;
--> statement-breakpoint
grant select on purges to aam_relay;
--> statement-breakpoint
create policy relay on purges for select to aam_relay using (true);
--> statement-breakpoint
grant create on schema public to aam_relay;
--> statement-breakpoint
create or replace function list_unclaimed_stages(quiet_seconds int, at_most int)
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
    union all
    (select p.tenant_id, p.meeting_id, 'purge', null::uuid from public.purges p
    where p.created_at < now() - make_interval(secs => quiet_seconds)
    order by p.created_at limit at_most)
  $$;
--> statement-breakpoint
revoke create on schema public from aam_relay;
