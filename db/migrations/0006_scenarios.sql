CREATE TABLE "goldens" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"scenario_id" text NOT NULL,
	"meeting_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"transcript_id" uuid NOT NULL,
	"expected" jsonb NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "goldens_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "goldens_of_scenario" UNIQUE("tenant_id","scenario_id","meeting_id")
);
--> statement-breakpoint
CREATE TABLE "scenario_bodies" (
	"tenant_id" uuid NOT NULL,
	"digest" text NOT NULL,
	"files" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scenario_bodies_tenant_id_digest_pk" PRIMARY KEY("tenant_id","digest")
);
--> statement-breakpoint
CREATE TABLE "scenario_trials" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"scenario_id" text NOT NULL,
	"kind" text NOT NULL,
	"body_digest" text,
	"version" text,
	"input" jsonb NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"progress" jsonb,
	"report" jsonb,
	"reason" text,
	"fence" integer DEFAULT 0 NOT NULL,
	"claimed_at" timestamp with time zone,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "scenario_trials_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "scenario_trials_kind" CHECK (kind in ('dry-run', 'regression', 'backfill')),
	CONSTRAINT "scenario_trials_state" CHECK (state in ('queued', 'running', 'done', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "scenarios" (
	"tenant_id" uuid NOT NULL,
	"id" text NOT NULL,
	"title" jsonb NOT NULL,
	"draft_digest" text,
	"draft_based_on" text,
	"rev" integer DEFAULT 1 NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scenarios_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "scenario_versions" ADD COLUMN "state" text DEFAULT 'published' NOT NULL;--> statement-breakpoint
ALTER TABLE "scenario_versions" ADD COLUMN "body_digest" text;--> statement-breakpoint
ALTER TABLE "scenario_versions" ADD COLUMN "words" jsonb;--> statement-breakpoint
ALTER TABLE "scenario_versions" ADD COLUMN "published_by" uuid;--> statement-breakpoint
ALTER TABLE "scenario_versions" ADD COLUMN "published_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "goldens" ADD CONSTRAINT "goldens_tenant_id_scenario_id_scenarios_tenant_id_id_fk" FOREIGN KEY ("tenant_id","scenario_id") REFERENCES "public"."scenarios"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "goldens" ADD CONSTRAINT "goldens_tenant_id_meeting_id_run_id_runs_tenant_id_meeting_id_id_fk" FOREIGN KEY ("tenant_id","meeting_id","run_id") REFERENCES "public"."runs"("tenant_id","meeting_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "goldens" ADD CONSTRAINT "goldens_tenant_id_meeting_id_transcript_id_transcripts_tenant_id_meeting_id_id_fk" FOREIGN KEY ("tenant_id","meeting_id","transcript_id") REFERENCES "public"."transcripts"("tenant_id","meeting_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "goldens" ADD CONSTRAINT "goldens_tenant_id_created_by_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","created_by") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scenario_bodies" ADD CONSTRAINT "scenario_bodies_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scenario_trials" ADD CONSTRAINT "scenario_trials_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scenario_trials" ADD CONSTRAINT "scenario_trials_tenant_id_body_digest_scenario_bodies_tenant_id_digest_fk" FOREIGN KEY ("tenant_id","body_digest") REFERENCES "public"."scenario_bodies"("tenant_id","digest") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scenario_trials" ADD CONSTRAINT "scenario_trials_tenant_id_created_by_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","created_by") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scenarios" ADD CONSTRAINT "scenarios_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scenarios" ADD CONSTRAINT "scenarios_tenant_id_draft_digest_scenario_bodies_tenant_id_digest_fk" FOREIGN KEY ("tenant_id","draft_digest") REFERENCES "public"."scenario_bodies"("tenant_id","digest") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scenarios" ADD CONSTRAINT "scenarios_tenant_id_created_by_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","created_by") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "goldens_run" ON "goldens" USING btree ("tenant_id","meeting_id","run_id");--> statement-breakpoint
CREATE INDEX "goldens_transcript" ON "goldens" USING btree ("tenant_id","meeting_id","transcript_id");--> statement-breakpoint
CREATE INDEX "scenario_trials_body" ON "scenario_trials" USING btree ("tenant_id","body_digest","kind");--> statement-breakpoint
CREATE INDEX "scenario_trials_scenario" ON "scenario_trials" USING btree ("tenant_id","scenario_id");--> statement-breakpoint
CREATE INDEX "scenario_trials_age" ON "scenario_trials" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "scenarios_draft" ON "scenarios" USING btree ("tenant_id","draft_digest");--> statement-breakpoint
ALTER TABLE "scenario_versions" ADD CONSTRAINT "scenario_versions_tenant_id_body_digest_scenario_bodies_tenant_id_digest_fk" FOREIGN KEY ("tenant_id","body_digest") REFERENCES "public"."scenario_bodies"("tenant_id","digest") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scenario_versions" ADD CONSTRAINT "scenario_versions_tenant_id_published_by_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","published_by") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "scenario_versions_body" ON "scenario_versions" USING btree ("tenant_id","body_digest");--> statement-breakpoint
ALTER TABLE "scenario_versions" ADD CONSTRAINT "scenario_versions_origin" CHECK (origin in ('built-in', 'own'));--> statement-breakpoint
ALTER TABLE "scenario_versions" ADD CONSTRAINT "scenario_versions_state" CHECK (state in ('published', 'deprecated'));--> statement-breakpoint
ALTER TABLE "scenario_versions" ADD CONSTRAINT "scenario_versions_own" CHECK ((origin = 'own') = (body_digest is not null) and (origin = 'own') = (words is not null));--> statement-breakpoint
do $$
declare
  t text;
begin
  foreach t in array array['scenario_bodies', 'scenarios', 'scenario_trials', 'goldens'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy tenant on %I using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)) with check (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))',
      t);
    execute format('grant select, insert, delete on %I to aam_app', t);
  end loop;
end
$$;
--> statement-breakpoint
grant update on scenarios, scenario_trials, goldens to aam_app;
--> statement-breakpoint
-- A body is what its digest says; a repeated one is only dated again.
grant update (created_at) on scenario_bodies to aam_app;
--> statement-breakpoint
-- A published version never changes and never goes: the server may only say that it is no longer to be chosen.
revoke update, delete on scenario_versions from aam_app;
--> statement-breakpoint
grant update (state) on scenario_versions to aam_app;
--> statement-breakpoint
-- aam_relay also finds trials that nobody holds, and those that are older than a day.
grant select (tenant_id, id, state, claimed_at, created_at) on scenario_trials to aam_relay;
--> statement-breakpoint
create policy relay on scenario_trials for select to aam_relay using (true);
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
  $$;
--> statement-breakpoint
revoke create on schema public from aam_relay;
