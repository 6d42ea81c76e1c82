CREATE TABLE "mails" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"recipient" text NOT NULL,
	"locale" text NOT NULL,
	"sealed" text,
	"state" text DEFAULT 'queued' NOT NULL,
	"answer" text,
	"sent_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "mails_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "mails_state" CHECK (state in ('queued', 'sent', 'refused')),
	CONSTRAINT "mails_locale" CHECK (locale in ('en', 'ru'))
);
--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mails_newest" ON "mails" USING btree ("tenant_id","id" DESC NULLS FIRST);--> statement-breakpoint
alter table mails enable row level security;
--> statement-breakpoint
alter table mails force row level security;
--> statement-breakpoint
create policy tenant on mails using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
grant select, insert, update, delete on mails to aam_app;
--> statement-breakpoint
-- aam_relay also finds mails that nobody is sending.
grant select (tenant_id, id, state, created_at) on mails to aam_relay;
--> statement-breakpoint
create policy relay on mails for select to aam_relay using (true);
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
    union all
    (select distinct u.tenant_id, u.meeting_id, 'sweep', null::uuid from public.uploads u
    where u.state = 'open' and u.updated_at < now() - interval '24 hours'
    limit at_most)
    union all
    -- The subject of this stage is a trial, not a meeting.
    (select t.tenant_id, t.id, 'try', null::uuid from public.scenario_trials t
    where (t.state in ('queued', 'running')
        and coalesce(t.claimed_at, t.created_at) < now() - make_interval(secs => quiet_seconds))
      or t.created_at < now() - interval '24 hours'
    order by t.created_at limit at_most)
    union all
    -- The subject of this stage is a mail.
    (select l.tenant_id, l.id, 'mail', null::uuid from public.mails l
    where l.state = 'queued' and l.created_at < now() - make_interval(secs => quiet_seconds)
    order by l.created_at limit at_most)
  $$;
--> statement-breakpoint
revoke create on schema public from aam_relay;
