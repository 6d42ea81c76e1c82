CREATE TABLE "audit_log" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" uuid,
	"action" text NOT NULL,
	"subject_id" uuid,
	"request_id" text,
	"trace_id" text,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "audit_log_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "clients" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"folded_name" text NOT NULL,
	"note" text,
	"rev" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "clients_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "clients_name" UNIQUE("tenant_id","folded_name")
);
--> statement-breakpoint
CREATE TABLE "evidence" (
	"tenant_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"ord" smallint NOT NULL,
	"ordinal" integer NOT NULL,
	"rev" integer NOT NULL,
	"speaker_id" smallint,
	"start_char" integer NOT NULL,
	"end_char" integer NOT NULL,
	"quote" text NOT NULL,
	"state" text NOT NULL,
	CONSTRAINT "evidence_tenant_id_item_id_ord_pk" PRIMARY KEY("tenant_id","item_id","ord"),
	CONSTRAINT "evidence_state" CHECK (state in ('verified', 'weak', 'unsupported'))
);
--> statement-breakpoint
CREATE TABLE "field_locks" (
	"tenant_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"pointer" text NOT NULL,
	"value" jsonb,
	"locked_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "field_locks_tenant_id_item_id_pointer_pk" PRIMARY KEY("tenant_id","item_id","pointer")
);
--> statement-breakpoint
CREATE TABLE "idempotent_writes" (
	"tenant_id" uuid NOT NULL,
	"principal_id" uuid NOT NULL,
	"key" text NOT NULL,
	"request_hash" text NOT NULL,
	"result" text,
	"attempts" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotent_writes_tenant_id_principal_id_key_pk" PRIMARY KEY("tenant_id","principal_id","key")
);
--> statement-breakpoint
CREATE TABLE "item_fields" (
	"tenant_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"pointer" text NOT NULL,
	"text" text,
	"number" double precision,
	"date" date,
	CONSTRAINT "item_fields_tenant_id_item_id_pointer_pk" PRIMARY KEY("tenant_id","item_id","pointer")
);
--> statement-breakpoint
CREATE TABLE "item_history" (
	"tenant_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"rev" integer NOT NULL,
	"before" jsonb NOT NULL,
	"undone" boolean DEFAULT false NOT NULL,
	"changed_by" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "item_history_tenant_id_item_id_rev_pk" PRIMARY KEY("tenant_id","item_id","rev")
);
--> statement-breakpoint
CREATE TABLE "items" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"section" text NOT NULL,
	"item_key" text NOT NULL,
	"ord" integer NOT NULL,
	"value" jsonb NOT NULL,
	"evidence_state" text NOT NULL,
	"review_state" text DEFAULT 'proposed' NOT NULL,
	"override_note" text,
	"decided_by" uuid,
	"decided_at" timestamp with time zone,
	"track" text,
	"owner_person_id" uuid,
	"due_on" date,
	"rev" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "items_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "items_review_state" CHECK (review_state in ('proposed', 'accepted', 'rejected')),
	CONSTRAINT "items_evidence_state" CHECK (evidence_state in ('verified', 'weak', 'unsupported'))
);
--> statement-breakpoint
CREATE TABLE "meeting_access" (
	"tenant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"meeting_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "meeting_access_tenant_id_user_id_meeting_id_pk" PRIMARY KEY("tenant_id","user_id","meeting_id"),
	CONSTRAINT "meeting_access_kind" CHECK (kind in ('owner', 'viewer'))
);
--> statement-breakpoint
CREATE TABLE "meeting_events" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"meeting_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"status" text NOT NULL,
	"stage" text,
	"reason" text,
	"actor_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "meeting_events_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "meetings" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"title" text NOT NULL,
	"status" text DEFAULT 'draft' NOT NULL,
	"stage" text,
	"reason" text,
	"can_retry" boolean DEFAULT false NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"claimed_at" timestamp with time zone,
	"progress" jsonb,
	"scenario_id" text NOT NULL,
	"scenario_version" text NOT NULL,
	"language" text NOT NULL,
	"client_id" uuid,
	"owner_id" uuid NOT NULL,
	"started_at" timestamp with time zone,
	"duration_ms" bigint,
	"current_transcript_id" uuid,
	"current_run_id" uuid,
	"item_count" integer DEFAULT 0 NOT NULL,
	"decided_count" integer DEFAULT 0 NOT NULL,
	"accepted_at" timestamp with time zone,
	"accepted_by" uuid,
	"rev" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "meetings_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "meetings_status" CHECK (status in ('draft', 'uploading', 'queued', 'waiting', 'transcribing', 'analysing', 'in_review', 'accepted', 'failed', 'cancelled')),
	CONSTRAINT "meetings_language" CHECK (language in ('en', 'ru'))
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"payload" jsonb NOT NULL,
	"traceparent" text,
	"taken_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbox_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "outbox_kind" CHECK (kind in ('job', 'event'))
);
--> statement-breakpoint
CREATE TABLE "participants" (
	"tenant_id" uuid NOT NULL,
	"meeting_id" uuid NOT NULL,
	"ord" integer NOT NULL,
	"name" text NOT NULL,
	"role" text,
	"person_id" uuid,
	CONSTRAINT "participants_tenant_id_meeting_id_ord_pk" PRIMARY KEY("tenant_id","meeting_id","ord")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"folded_name" text NOT NULL,
	"email" text,
	"job_title" text,
	"client_id" uuid,
	"rev" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "people_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "people_email" UNIQUE("tenant_id","email")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"meeting_id" uuid NOT NULL,
	"transcript_id" uuid NOT NULL,
	"pack_id" text NOT NULL,
	"pack_version" text NOT NULL,
	"pack_hash" text NOT NULL,
	"provider" text NOT NULL,
	"state" text NOT NULL,
	"fence" integer DEFAULT 0 NOT NULL,
	"output" jsonb,
	"coverage" jsonb,
	"reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "runs_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "runs_state" CHECK (state in ('running', 'done', 'failed'))
);
--> statement-breakpoint
CREATE TABLE "scenario_versions" (
	"tenant_id" uuid NOT NULL,
	"pack_id" text NOT NULL,
	"version" text NOT NULL,
	"hash" text NOT NULL,
	"origin" text DEFAULT 'built-in' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scenario_versions_tenant_id_pack_id_version_pk" PRIMARY KEY("tenant_id","pack_id","version")
);
--> statement-breakpoint
CREATE TABLE "segments" (
	"tenant_id" uuid NOT NULL,
	"transcript_id" uuid NOT NULL,
	"ordinal" integer NOT NULL,
	"rev" integer DEFAULT 1 NOT NULL,
	"speaker_id" smallint,
	"start_ms" bigint,
	"end_ms" bigint,
	"text" text NOT NULL,
	CONSTRAINT "segments_tenant_id_transcript_id_ordinal_pk" PRIMARY KEY("tenant_id","transcript_id","ordinal")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"refresh_hash" text NOT NULL,
	"previous_refresh_hash" text,
	"rotated_at" timestamp with time zone,
	"expires_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"user_agent" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sessions_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "speakers" (
	"tenant_id" uuid NOT NULL,
	"transcript_id" uuid NOT NULL,
	"id" smallint NOT NULL,
	"name" text NOT NULL,
	"person_id" uuid,
	CONSTRAINT "speakers_tenant_id_transcript_id_id_pk" PRIMARY KEY("tenant_id","transcript_id","id")
);
--> statement-breakpoint
CREATE TABLE "tenants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"locale" text DEFAULT 'en' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenants_slug_unique" UNIQUE("slug"),
	CONSTRAINT "tenants_status" CHECK (status in ('active', 'suspended')),
	CONSTRAINT "tenants_locale" CHECK (locale in ('en', 'ru'))
);
--> statement-breakpoint
CREATE TABLE "transcripts" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"meeting_id" uuid NOT NULL,
	"source" text NOT NULL,
	"file_name" text,
	"object_key" text NOT NULL,
	"language" text,
	"times_approximate" boolean DEFAULT false NOT NULL,
	"warnings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"segment_count" integer NOT NULL,
	"word_count" integer NOT NULL,
	"duration_ms" bigint,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "transcripts_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text,
	"role" text NOT NULL,
	"locale" text DEFAULT 'en' NOT NULL,
	"disabled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "users_email" UNIQUE("tenant_id","email"),
	CONSTRAINT "users_role" CHECK (role in ('owner', 'admin', 'author', 'member', 'viewer')),
	CONSTRAINT "users_locale" CHECK (locale in ('en', 'ru'))
);
--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clients" ADD CONSTRAINT "clients_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evidence" ADD CONSTRAINT "evidence_tenant_id_item_id_items_tenant_id_id_fk" FOREIGN KEY ("tenant_id","item_id") REFERENCES "public"."items"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "field_locks" ADD CONSTRAINT "field_locks_tenant_id_item_id_items_tenant_id_id_fk" FOREIGN KEY ("tenant_id","item_id") REFERENCES "public"."items"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotent_writes" ADD CONSTRAINT "idempotent_writes_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_fields" ADD CONSTRAINT "item_fields_tenant_id_item_id_items_tenant_id_id_fk" FOREIGN KEY ("tenant_id","item_id") REFERENCES "public"."items"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_history" ADD CONSTRAINT "item_history_tenant_id_item_id_items_tenant_id_id_fk" FOREIGN KEY ("tenant_id","item_id") REFERENCES "public"."items"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_tenant_id_run_id_runs_tenant_id_id_fk" FOREIGN KEY ("tenant_id","run_id") REFERENCES "public"."runs"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_tenant_id_owner_person_id_people_tenant_id_id_fk" FOREIGN KEY ("tenant_id","owner_person_id") REFERENCES "public"."people"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meeting_access" ADD CONSTRAINT "meeting_access_tenant_id_meeting_id_meetings_tenant_id_id_fk" FOREIGN KEY ("tenant_id","meeting_id") REFERENCES "public"."meetings"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meeting_access" ADD CONSTRAINT "meeting_access_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meeting_events" ADD CONSTRAINT "meeting_events_tenant_id_meeting_id_meetings_tenant_id_id_fk" FOREIGN KEY ("tenant_id","meeting_id") REFERENCES "public"."meetings"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meetings" ADD CONSTRAINT "meetings_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meetings" ADD CONSTRAINT "meetings_tenant_id_client_id_clients_tenant_id_id_fk" FOREIGN KEY ("tenant_id","client_id") REFERENCES "public"."clients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meetings" ADD CONSTRAINT "meetings_tenant_id_owner_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "participants" ADD CONSTRAINT "participants_tenant_id_meeting_id_meetings_tenant_id_id_fk" FOREIGN KEY ("tenant_id","meeting_id") REFERENCES "public"."meetings"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "participants" ADD CONSTRAINT "participants_tenant_id_person_id_people_tenant_id_id_fk" FOREIGN KEY ("tenant_id","person_id") REFERENCES "public"."people"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "people" ADD CONSTRAINT "people_tenant_id_client_id_clients_tenant_id_id_fk" FOREIGN KEY ("tenant_id","client_id") REFERENCES "public"."clients"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_tenant_id_meeting_id_meetings_tenant_id_id_fk" FOREIGN KEY ("tenant_id","meeting_id") REFERENCES "public"."meetings"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_tenant_id_transcript_id_transcripts_tenant_id_id_fk" FOREIGN KEY ("tenant_id","transcript_id") REFERENCES "public"."transcripts"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_tenant_id_pack_id_pack_version_scenario_versions_tenant_id_pack_id_version_fk" FOREIGN KEY ("tenant_id","pack_id","pack_version") REFERENCES "public"."scenario_versions"("tenant_id","pack_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scenario_versions" ADD CONSTRAINT "scenario_versions_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segments" ADD CONSTRAINT "segments_tenant_id_transcript_id_transcripts_tenant_id_id_fk" FOREIGN KEY ("tenant_id","transcript_id") REFERENCES "public"."transcripts"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "segments" ADD CONSTRAINT "segments_tenant_id_transcript_id_speaker_id_speakers_tenant_id_transcript_id_id_fk" FOREIGN KEY ("tenant_id","transcript_id","speaker_id") REFERENCES "public"."speakers"("tenant_id","transcript_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "speakers" ADD CONSTRAINT "speakers_tenant_id_transcript_id_transcripts_tenant_id_id_fk" FOREIGN KEY ("tenant_id","transcript_id") REFERENCES "public"."transcripts"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "speakers" ADD CONSTRAINT "speakers_tenant_id_person_id_people_tenant_id_id_fk" FOREIGN KEY ("tenant_id","person_id") REFERENCES "public"."people"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transcripts" ADD CONSTRAINT "transcripts_tenant_id_meeting_id_meetings_tenant_id_id_fk" FOREIGN KEY ("tenant_id","meeting_id") REFERENCES "public"."meetings"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_subject" ON "audit_log" USING btree ("tenant_id","subject_id","id");--> statement-breakpoint
CREATE INDEX "clients_page" ON "clients" USING btree ("tenant_id","created_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "item_fields_date" ON "item_fields" USING btree ("tenant_id","pointer","date");--> statement-breakpoint
CREATE INDEX "items_run" ON "items" USING btree ("tenant_id","run_id","section","ord");--> statement-breakpoint
CREATE INDEX "items_track" ON "items" USING btree ("tenant_id","track","due_on");--> statement-breakpoint
CREATE INDEX "meeting_access_page" ON "meeting_access" USING btree ("tenant_id","user_id","created_at" DESC NULLS FIRST,"meeting_id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "meeting_access_meeting" ON "meeting_access" USING btree ("tenant_id","meeting_id");--> statement-breakpoint
CREATE INDEX "meeting_events_meeting" ON "meeting_events" USING btree ("tenant_id","meeting_id","id");--> statement-breakpoint
CREATE INDEX "meetings_page" ON "meetings" USING btree ("tenant_id","created_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "meetings_status_page" ON "meetings" USING btree ("tenant_id","status","created_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "meetings_client" ON "meetings" USING btree ("tenant_id","client_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "outbox_order" ON "outbox" USING btree ("id");--> statement-breakpoint
CREATE INDEX "participants_person" ON "participants" USING btree ("tenant_id","person_id");--> statement-breakpoint
CREATE INDEX "people_name" ON "people" USING btree ("tenant_id","folded_name");--> statement-breakpoint
CREATE INDEX "people_client" ON "people" USING btree ("tenant_id","client_id");--> statement-breakpoint
CREATE INDEX "people_page" ON "people" USING btree ("tenant_id","created_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "runs_meeting" ON "runs" USING btree ("tenant_id","meeting_id","id");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("tenant_id","user_id");--> statement-breakpoint
CREATE INDEX "transcripts_meeting" ON "transcripts" USING btree ("tenant_id","meeting_id","id");