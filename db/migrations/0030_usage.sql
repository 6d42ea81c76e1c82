CREATE TABLE "usage_events" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"source_key" text NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"user_id" uuid,
	"key_id" uuid,
	"meeting_id" uuid,
	"client_id" uuid,
	"scenario_id" text,
	"scenario_version" text,
	"provider" text,
	"is_own_key" boolean DEFAULT false NOT NULL,
	"seconds" integer,
	"input_tokens" integer,
	"cached_input_tokens" integer,
	"output_tokens" integer,
	"cost_micro_usd" bigint,
	"requests" integer,
	"corrects" uuid,
	CONSTRAINT "usage_events_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "usage_events_source" UNIQUE("tenant_id","source_key"),
	CONSTRAINT "usage_events_kind" CHECK (kind in ('transcription', 'model', 'requests')),
	CONSTRAINT "usage_events_amounts" CHECK (corrects is not null or least(seconds, input_tokens, cached_input_tokens, output_tokens, cost_micro_usd, requests) >= 0)
);
--> statement-breakpoint
CREATE TABLE "usage_fills" (
	"tenant_id" uuid NOT NULL,
	"filled_at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_fills_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
CREATE TABLE "usage_pending" (
	"tenant_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	CONSTRAINT "usage_pending_tenant_id_event_id_pk" PRIMARY KEY("tenant_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "usage_snapshots" (
	"tenant_id" uuid NOT NULL,
	"day" date NOT NULL,
	"name" text NOT NULL,
	"value" bigint NOT NULL,
	CONSTRAINT "usage_snapshots_tenant_id_name_day_pk" PRIMARY KEY("tenant_id","name","day"),
	CONSTRAINT "usage_snapshots_name" CHECK (name in ('storedBytes', 'seats'))
);
--> statement-breakpoint
CREATE TABLE "usage_sums" (
	"tenant_id" uuid NOT NULL,
	"dimension" text NOT NULL,
	"grain" text NOT NULL,
	"day" date NOT NULL,
	"value" text NOT NULL,
	"kind" text NOT NULL,
	"is_own_key" boolean NOT NULL,
	"events" bigint DEFAULT 0 NOT NULL,
	"seconds" bigint DEFAULT 0 NOT NULL,
	"input_tokens" bigint DEFAULT 0 NOT NULL,
	"cached_input_tokens" bigint DEFAULT 0 NOT NULL,
	"output_tokens" bigint DEFAULT 0 NOT NULL,
	"cost_micro_usd" bigint DEFAULT 0 NOT NULL,
	"unpriced" bigint DEFAULT 0 NOT NULL,
	"requests" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "usage_sums_tenant_id_dimension_grain_day_value_kind_is_own_key_pk" PRIMARY KEY("tenant_id","dimension","grain","day","value","kind","is_own_key"),
	CONSTRAINT "usage_sums_dimension" CHECK (dimension in ('all', 'person', 'client', 'scenario', 'model')),
	CONSTRAINT "usage_sums_kind" CHECK (kind in ('transcription', 'model', 'requests')),
	CONSTRAINT "usage_sums_grain" CHECK (grain in ('day', 'month'))
);
--> statement-breakpoint
ALTER TABLE "usage_events" ADD CONSTRAINT "usage_events_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_fills" ADD CONSTRAINT "usage_fills_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_pending" ADD CONSTRAINT "usage_pending_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_snapshots" ADD CONSTRAINT "usage_snapshots_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_sums" ADD CONSTRAINT "usage_sums_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "usage_events_at" ON "usage_events" USING btree ("tenant_id","at");
--> statement-breakpoint
do $$
declare t text;
begin
  foreach t in array array['usage_events', 'usage_pending', 'usage_sums', 'usage_snapshots', 'usage_fills'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy tenant on %I using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)) with check (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))',
      t);
  end loop;
end
$$;
--> statement-breakpoint
-- The ledger is append-only.
grant select, insert on usage_events to aam_app;
--> statement-breakpoint
grant select, insert, delete on usage_pending to aam_app;
--> statement-breakpoint
grant select, insert, update, delete on usage_sums to aam_app;
--> statement-breakpoint
grant select, insert, update on usage_snapshots, usage_fills to aam_app;
--> statement-breakpoint
-- aam_usage: finds the organisations whose sums lag behind their ledger.
grant select (tenant_id) on usage_pending to aam_usage;
--> statement-breakpoint
create policy usage on usage_pending for select to aam_usage using (true);
--> statement-breakpoint
create function list_unsummed_tenants()
  returns table (tenant_id uuid)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    with recursive found as (
      (select p.tenant_id from public.usage_pending p order by p.tenant_id limit 1)
      union all
      select (select p.tenant_id from public.usage_pending p where p.tenant_id > f.tenant_id order by p.tenant_id limit 1)
      from found f where f.tenant_id is not null
    )
    select f.tenant_id from found f where f.tenant_id is not null
  $$;
--> statement-breakpoint
grant create on schema public to aam_usage;
--> statement-breakpoint
alter function list_unsummed_tenants() owner to aam_usage;
--> statement-breakpoint
revoke create on schema public from aam_usage;
--> statement-breakpoint
revoke execute on function list_unsummed_tenants() from public;
--> statement-breakpoint
grant execute on function list_unsummed_tenants() to aam_app;
