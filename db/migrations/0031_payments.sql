CREATE TABLE "billing_customers" (
	"tenant_id" uuid PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"fetch_seq" integer DEFAULT 0 NOT NULL,
	"applied_seq" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "billing_customers_customer" UNIQUE("customer_id"),
	CONSTRAINT "billing_customers_seq" CHECK (applied_seq <= fetch_seq)
);
--> statement-breakpoint
CREATE TABLE "billing_events" (
	"tenant_id" uuid NOT NULL,
	"event_id" text NOT NULL,
	"type" text NOT NULL,
	"happened_at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "billing_events_tenant_id_event_id_pk" PRIMARY KEY("tenant_id","event_id")
);
--> statement-breakpoint
CREATE TABLE "meter_reports" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"source" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"seconds" bigint NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"sent_at" timestamp with time zone,
	"refusal" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "meter_reports_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "meter_reports_state" CHECK (state in ('queued', 'sent', 'refused')),
	CONSTRAINT "meter_reports_source" CHECK (source in ('ledger', 'difference')),
	CONSTRAINT "meter_reports_sent" CHECK ((state = 'sent') = (sent_at is not null)),
	CONSTRAINT "meter_reports_refusal" CHECK ((state = 'refused') = (refusal is not null))
);
--> statement-breakpoint
ALTER TABLE "subscriptions" ADD COLUMN "external_id" text;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD COLUMN "seats" integer;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD COLUMN "cancels_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD COLUMN "metered_from" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "billing_customers" ADD CONSTRAINT "billing_customers_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "billing_events" ADD CONSTRAINT "billing_events_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meter_reports" ADD CONSTRAINT "meter_reports_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "billing_events_open" ON "billing_events" USING btree ("tenant_id","received_at") WHERE done_at is null;--> statement-breakpoint
CREATE INDEX "meter_reports_queued" ON "meter_reports" USING btree ("tenant_id","id") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "meter_reports_at" ON "meter_reports" USING btree ("tenant_id","at");
--> statement-breakpoint
do $$
declare t text;
begin
  foreach t in array array['billing_customers', 'billing_events', 'meter_reports'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy tenant on %I using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)) with check (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))',
      t);
  end loop;
end
$$;
--> statement-breakpoint
grant select, insert, update on billing_customers, meter_reports to aam_app;
--> statement-breakpoint
grant select, insert, update, delete on billing_events to aam_app;
--> statement-breakpoint
-- aam_relay: leads from the provider's customer to its organisation, and finds those whose work with the provider lags.
grant select (tenant_id, customer_id) on billing_customers to aam_relay;
--> statement-breakpoint
grant select (tenant_id, received_at, done_at) on billing_events to aam_relay;
--> statement-breakpoint
grant select (tenant_id, created_at, state) on meter_reports to aam_relay;
--> statement-breakpoint
create policy relay on billing_customers for select to aam_relay using (true);
--> statement-breakpoint
create policy relay on billing_events for select to aam_relay using (true);
--> statement-breakpoint
create policy relay on meter_reports for select to aam_relay using (true);
--> statement-breakpoint
grant create on schema public to aam_relay;
--> statement-breakpoint
create function find_customer_tenant(customer text)
  returns uuid
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select c.tenant_id from public.billing_customers c where c.customer_id = customer
  $$;
--> statement-breakpoint
alter function find_customer_tenant(text) owner to aam_relay;
--> statement-breakpoint
create function list_billing_lag(older_than interval)
  returns table (tenant_id uuid, has_events boolean, has_reports boolean)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select c.tenant_id, e.is_there, r.is_there
    from public.billing_customers c
    cross join lateral (select exists (
      select from public.billing_events b where b.tenant_id = c.tenant_id and b.done_at is null
        and b.received_at < now() - older_than) as is_there) e
    cross join lateral (select exists (
      select from public.meter_reports m where m.tenant_id = c.tenant_id and m.state = 'queued'
        and m.created_at < now() - older_than) as is_there) r
    where e.is_there or r.is_there
  $$;
--> statement-breakpoint
alter function list_billing_lag(interval) owner to aam_relay;
--> statement-breakpoint
create function list_billing_customers()
  returns table (tenant_id uuid)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select c.tenant_id from public.billing_customers c order by c.tenant_id
  $$;
--> statement-breakpoint
alter function list_billing_customers() owner to aam_relay;
--> statement-breakpoint
revoke create on schema public from aam_relay;
--> statement-breakpoint
revoke execute on function find_customer_tenant(text), list_billing_lag(interval), list_billing_customers() from public;
--> statement-breakpoint
grant execute on function find_customer_tenant(text), list_billing_lag(interval), list_billing_customers() to aam_app;
