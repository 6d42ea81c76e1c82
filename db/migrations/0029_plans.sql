CREATE TABLE "limit_warnings" (
	"tenant_id" uuid NOT NULL,
	"name" text NOT NULL,
	"period" text NOT NULL,
	"threshold" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "limit_warnings_tenant_id_name_period_threshold_pk" PRIMARY KEY("tenant_id","name","period","threshold")
);
--> statement-breakpoint
CREATE TABLE "minute_reservations" (
	"tenant_id" uuid NOT NULL,
	"meeting_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"fence" integer NOT NULL,
	"seconds" bigint NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "minute_reservations_tenant_id_meeting_id_pk" PRIMARY KEY("tenant_id","meeting_id"),
	CONSTRAINT "minute_reservations_seconds" CHECK (seconds >= 0)
);
--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"tenant_id" uuid PRIMARY KEY NOT NULL,
	"plan_id" text NOT NULL,
	"plan_version" integer NOT NULL,
	"paid_by" text DEFAULT 'none' NOT NULL,
	"status" text DEFAULT 'active' NOT NULL,
	"trial_ends_at" timestamp with time zone,
	"paid_until" timestamp with time zone,
	"period_starts_at" timestamp with time zone,
	"period_ends_at" timestamp with time zone,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "subscriptions_plan_version" CHECK (plan_version >= 1),
	CONSTRAINT "subscriptions_paid_by" CHECK (paid_by in ('none', 'card', 'invoice')),
	CONSTRAINT "subscriptions_status" CHECK (status in ('trialing', 'active', 'past_due', 'cancelled'))
);
--> statement-breakpoint
ALTER TABLE "quota_limits" ALTER COLUMN "value" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "quota_limits" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "quota_limits" ADD COLUMN "expires_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "limit_warnings" ADD CONSTRAINT "limit_warnings_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "minute_reservations" ADD CONSTRAINT "minute_reservations_meeting" FOREIGN KEY ("tenant_id","meeting_id") REFERENCES "public"."meetings"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
do $$
declare t text;
begin
  foreach t in array array['subscriptions', 'minute_reservations', 'limit_warnings'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy tenant on %I using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)) with check (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))',
      t);
  end loop;
end
$$;
--> statement-breakpoint
grant select, insert, update on subscriptions to aam_app;
--> statement-breakpoint
grant select, insert, update, delete on minute_reservations to aam_app;
--> statement-breakpoint
grant select, insert, delete on limit_warnings to aam_app;
--> statement-breakpoint
-- aam_relay also tells workers whose plan gives a larger share of them.
grant select (tenant_id, plan_id, plan_version, paid_by, status, trial_ends_at, paid_until) on subscriptions to aam_relay;
--> statement-breakpoint
create policy relay on subscriptions for select to aam_relay using (true);
--> statement-breakpoint
grant create on schema public to aam_relay;
--> statement-breakpoint
create function list_subscriptions()
  returns table (tenant_id uuid, plan_id text, plan_version int, paid_by text, status text,
    trial_ends_at timestamptz, paid_until timestamptz)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select s.tenant_id, s.plan_id, s.plan_version, s.paid_by, s.status, s.trial_ends_at, s.paid_until
    from public.subscriptions s
  $$;
--> statement-breakpoint
alter function list_subscriptions() owner to aam_relay;
--> statement-breakpoint
revoke create on schema public from aam_relay;
--> statement-breakpoint
revoke execute on function list_subscriptions() from public;
--> statement-breakpoint
grant execute on function list_subscriptions() to aam_app;
