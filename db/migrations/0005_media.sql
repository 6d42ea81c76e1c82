CREATE TABLE "interactions" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"meeting_id" uuid NOT NULL,
	"run_id" uuid,
	"step" text NOT NULL,
	"window_index" integer NOT NULL,
	"attempt" integer NOT NULL,
	"is_final" boolean NOT NULL,
	"provider" text NOT NULL,
	"model" text NOT NULL,
	"prompt_hash" text NOT NULL,
	"input_tokens" integer,
	"cached_input_tokens" integer,
	"output_tokens" integer,
	"cost_micro_usd" bigint,
	"latency_ms" integer NOT NULL,
	"finish_reason" text,
	"outcome" text NOT NULL,
	"error_code" text,
	"body_key" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "interactions_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "interactions_outcome" CHECK (outcome in ('ok', 'invalid', 'refused', 'cut', 'error'))
);
--> statement-breakpoint
CREATE TABLE "media" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"meeting_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"kind" text NOT NULL,
	"content_type" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"object_key" text NOT NULL,
	"duration_ms" bigint,
	"streams" jsonb,
	"audio_key" text,
	"audio_content_type" text,
	"audio_size_bytes" bigint,
	"peaks_key" text,
	"ingested_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "media_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "media_of_meeting" UNIQUE("tenant_id","meeting_id","id"),
	CONSTRAINT "media_kind" CHECK (kind in ('audio', 'video'))
);
--> statement-breakpoint
CREATE TABLE "uploads" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"meeting_id" uuid NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"file_name" text NOT NULL,
	"content_type" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"part_size_bytes" integer NOT NULL,
	"sha256" text,
	"object_key" text NOT NULL,
	"storage_upload_id" text NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "uploads_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "uploads_state" CHECK (state in ('open', 'done', 'aborted'))
);
--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "current_media_id" uuid;--> statement-breakpoint
ALTER TABLE "segments" ADD COLUMN "words" jsonb;--> statement-breakpoint
ALTER TABLE "speakers" ADD COLUMN "unnamed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "transcripts" ADD COLUMN "media_id" uuid;--> statement-breakpoint
ALTER TABLE "transcripts" ADD COLUMN "provider" text;--> statement-breakpoint
ALTER TABLE "interactions" ADD CONSTRAINT "interactions_tenant_id_meeting_id_meetings_tenant_id_id_fk" FOREIGN KEY ("tenant_id","meeting_id") REFERENCES "public"."meetings"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interactions" ADD CONSTRAINT "interactions_tenant_id_run_id_runs_tenant_id_id_fk" FOREIGN KEY ("tenant_id","run_id") REFERENCES "public"."runs"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "media" ADD CONSTRAINT "media_tenant_id_meeting_id_meetings_tenant_id_id_fk" FOREIGN KEY ("tenant_id","meeting_id") REFERENCES "public"."meetings"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_tenant_id_meeting_id_meetings_tenant_id_id_fk" FOREIGN KEY ("tenant_id","meeting_id") REFERENCES "public"."meetings"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_tenant_id_created_by_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","created_by") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "interactions_meeting" ON "interactions" USING btree ("tenant_id","meeting_id","id");--> statement-breakpoint
CREATE INDEX "interactions_run" ON "interactions" USING btree ("tenant_id","run_id");--> statement-breakpoint
CREATE INDEX "uploads_meeting" ON "uploads" USING btree ("tenant_id","meeting_id");--> statement-breakpoint
CREATE INDEX "uploads_open" ON "uploads" USING btree ("updated_at") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "meetings_current_media" ON "meetings" USING btree ("tenant_id","current_media_id");--> statement-breakpoint
CREATE INDEX "meetings_waiting" ON "meetings" USING btree ("updated_at") WHERE status = 'waiting';--> statement-breakpoint
CREATE INDEX "segments_speaker" ON "segments" USING btree ("tenant_id","transcript_id","speaker_id");--> statement-breakpoint
CREATE INDEX "transcripts_media" ON "transcripts" USING btree ("tenant_id","media_id");--> statement-breakpoint
alter table meetings add constraint meetings_current_media_fk
  foreign key (tenant_id, id, current_media_id) references media (tenant_id, meeting_id, id);
--> statement-breakpoint
alter table transcripts add constraint transcripts_media_of_meeting_fk
  foreign key (tenant_id, meeting_id, media_id) references media (tenant_id, meeting_id, id);
--> statement-breakpoint
do $$
declare
  t text;
begin
  foreach t in array array['uploads', 'media', 'interactions'] loop
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
-- aam_relay also finds abandoned uploads, and meetings that wait for what has come since.
grant select (tenant_id, meeting_id, state, updated_at) on uploads to aam_relay;
--> statement-breakpoint
create policy relay on uploads for select to aam_relay using (true);
--> statement-breakpoint
grant select (reason) on meetings to aam_relay;
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
  $$;
--> statement-breakpoint
create function list_waiting(wanted_reasons text[], at_most int)
  returns table (tenant_id uuid, meeting_id uuid, stage text, run_id uuid)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select m.tenant_id, m.id, m.stage, null::uuid from public.meetings m
    where m.status = 'waiting' and m.stage is not null and m.reason = any(wanted_reasons)
    order by m.updated_at limit at_most
  $$;
--> statement-breakpoint
alter function list_waiting(text[], int) owner to aam_relay;
--> statement-breakpoint
revoke create on schema public from aam_relay;
--> statement-breakpoint
revoke execute on function list_waiting(text[], int) from public;
--> statement-breakpoint
grant execute on function list_waiting(text[], int) to aam_app;
