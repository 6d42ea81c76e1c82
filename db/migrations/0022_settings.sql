CREATE TABLE "expired_objects" (
	"tenant_id" uuid NOT NULL,
	"prefix" text NOT NULL,
	"meeting_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "expired_objects_tenant_id_prefix_pk" PRIMARY KEY("tenant_id","prefix")
);
--> statement-breakpoint
CREATE TABLE "joining_rules" (
	"tenant_id" uuid PRIMARY KEY NOT NULL,
	"rev" integer DEFAULT 1 NOT NULL,
	"domains" text[] DEFAULT '{}' NOT NULL,
	"role" text DEFAULT 'viewer' NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "joining_rules_role" CHECK (role in ('viewer', 'member'))
);
--> statement-breakpoint
CREATE TABLE "organisation_settings" (
	"tenant_id" uuid PRIMARY KEY NOT NULL,
	"rev" integer DEFAULT 1 NOT NULL,
	"default_scenario_id" text,
	"accent" text,
	"logo" "bytea",
	"logo_hash" text,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organisation_settings_accent" CHECK (accent ~ '^#[0-9a-f]{6}$'),
	CONSTRAINT "organisation_settings_logo" CHECK ((logo is null) = (logo_hash is null))
);
--> statement-breakpoint
CREATE TABLE "retention_rules" (
	"tenant_id" uuid PRIMARY KEY NOT NULL,
	"rev" integer DEFAULT 1 NOT NULL,
	"media_hours" integer,
	"transcript_hours" integer,
	"results_hours" integer,
	"model_calls_hours" integer,
	"due_at" timestamp with time zone,
	"run_started_at" timestamp with time zone,
	"removed" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "retention_rules_hours" CHECK (coalesce(media_hours, 1) >= 1 and coalesce(transcript_hours, 1) >= 1
        and coalesce(results_hours, 1) >= 1 and coalesce(model_calls_hours, 1) >= 1)
);
--> statement-breakpoint
ALTER TABLE "interactions" ADD COLUMN "body_size_bytes" integer;--> statement-breakpoint
ALTER TABLE "invitations" ADD COLUMN "origin" text DEFAULT 'member' NOT NULL;--> statement-breakpoint
ALTER TABLE "media" ADD COLUMN "expired_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "expired_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "tenants" ADD COLUMN "suspended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "transcripts" ADD COLUMN "expired_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "expired_objects" ADD CONSTRAINT "expired_objects_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "joining_rules" ADD CONSTRAINT "joining_rules_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "organisation_settings" ADD CONSTRAINT "organisation_settings_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "retention_rules" ADD CONSTRAINT "retention_rules_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "expired_objects_age" ON "expired_objects" USING btree ("created_at");--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_origin" CHECK (origin in ('member', 'domain'));
--> statement-breakpoint
do $$
declare t text;
begin
  foreach t in array array['organisation_settings', 'joining_rules', 'retention_rules', 'expired_objects'] loop
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
-- aam_lookup also tells how an organisation shows itself before anybody is signed in.
grant select (time_zone) on tenants to aam_lookup;
--> statement-breakpoint
grant select (tenant_id, default_scenario_id, accent, logo_hash) on organisation_settings to aam_lookup;
--> statement-breakpoint
create policy lookup on organisation_settings for select to aam_lookup using (true);
--> statement-breakpoint
grant select (tenant_id, domains) on joining_rules to aam_lookup;
--> statement-breakpoint
create policy lookup on joining_rules for select to aam_lookup using (true);
--> statement-breakpoint
drop function find_tenant(text);
--> statement-breakpoint
create function find_tenant(wanted_slug text)
  returns table (id uuid, slug text, name text, status text, locale text, time_zone text, default_scenario text,
    accent text, logo_hash text, joins_by_domain boolean)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select t.id, t.slug, t.name, t.status, t.locale, t.time_zone, s.default_scenario_id, s.accent, s.logo_hash,
      coalesce(cardinality(j.domains) > 0, false)
    from public.tenants t
    left join public.organisation_settings s on s.tenant_id = t.id
    left join public.joining_rules j on j.tenant_id = t.id
    where t.slug = wanted_slug
  $$;
--> statement-breakpoint
-- aam_relay also finds whose retention is due, and files that it has not removed yet.
grant select (tenant_id, due_at) on retention_rules to aam_relay;
--> statement-breakpoint
create policy relay on retention_rules for select to aam_relay using (true);
--> statement-breakpoint
grant select (tenant_id, created_at) on expired_objects to aam_relay;
--> statement-breakpoint
create policy relay on expired_objects for select to aam_relay using (true);
--> statement-breakpoint
grant create on schema public to aam_lookup, aam_relay;
--> statement-breakpoint
alter function find_tenant(text) owner to aam_lookup;
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
      union all
      -- The subject of this stage is the organisation.
      select d.tenant_id, d.tenant_id, 'retain', null::uuid, min(d.since), 'retain' from (
        select r.tenant_id, r.due_at as since from public.retention_rules r where r.due_at <= now()
        union all
        select o.tenant_id, o.created_at from public.expired_objects o
        where o.created_at < now() - make_interval(secs => quiet_seconds)
      ) d group by d.tenant_id
    ), placed as (
      select l.*, row_number() over (partition by l.kind, l.tenant_id order by l.since) as place from lost l
    )
    select p.tenant_id, p.subject, p.stage, p.run_id from placed p
    order by p.place, p.since limit at_most
  $$;
--> statement-breakpoint
revoke create on schema public from aam_lookup, aam_relay;
--> statement-breakpoint
revoke execute on function find_tenant(text) from public;
--> statement-breakpoint
grant execute on function find_tenant(text) to aam_app;
