DROP INDEX "meter_reports_days";--> statement-breakpoint
ALTER TABLE "billing_customers" ADD COLUMN "reconciled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "meter_reports" ADD COLUMN "customer_id" text;--> statement-breakpoint
-- What was sent before this column was went to the customer of then, as far as it is still the same one.
alter table billing_customers no force row level security;
--> statement-breakpoint
alter table meter_reports no force row level security;
--> statement-breakpoint
update meter_reports r set customer_id = c.customer_id
  from billing_customers c where c.tenant_id = r.tenant_id and r.first_tried_at is not null;
--> statement-breakpoint
update meter_reports r set customer_id = c.customer_id
  from billing_customers c where c.tenant_id = r.tenant_id and r.state = 'sent' and r.customer_id is null;
--> statement-breakpoint
alter table billing_customers force row level security;
--> statement-breakpoint
alter table meter_reports force row level security;
--> statement-breakpoint
CREATE INDEX "billing_customers_reconciled" ON "billing_customers" USING btree ("reconciled_at" NULLS FIRST,"tenant_id");--> statement-breakpoint
CREATE INDEX "meter_reports_days" ON "meter_reports" USING btree ("tenant_id","at","source","state","customer_id","seconds");
--> statement-breakpoint
-- aam_relay also finds whose ledger was not compared with the meter for the longest time, and asks for all of them again.
grant select (reconciled_at), update (reconciled_at) on billing_customers to aam_relay;
--> statement-breakpoint
grant select (external_id) on subscriptions to aam_relay;
--> statement-breakpoint
grant select (at) on meter_reports to aam_relay;
--> statement-breakpoint
drop policy relay on billing_customers;
--> statement-breakpoint
create policy relay on billing_customers to aam_relay using (true) with check (true);
--> statement-breakpoint
grant create on schema public to aam_relay;
--> statement-breakpoint
create function list_unreconciled(before timestamptz, reports_since timestamptz, at_most int)
  returns table (tenant_id uuid)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select c.tenant_id from public.billing_customers c
    where (c.reconciled_at is null or c.reconciled_at < before)
      -- Others may have paid on a page that was open for long, and nobody told us: once a week.
      and (c.reconciled_at is null or c.reconciled_at < before - interval '6 days'
        or exists (select from public.subscriptions s where s.tenant_id = c.tenant_id and s.external_id is not null)
        or exists (select from public.meter_reports r where r.tenant_id = c.tenant_id and r.at >= reports_since))
    order by c.reconciled_at nulls first, c.tenant_id limit at_most
  $$;
--> statement-breakpoint
alter function list_unreconciled(timestamptz, timestamptz, int) owner to aam_relay;
--> statement-breakpoint
create function ask_reconciliation()
  returns void
  language sql volatile security definer set search_path = pg_catalog, public
  as $$
    update public.billing_customers set reconciled_at = null where reconciled_at < now() - interval '1 hour'
  $$;
--> statement-breakpoint
alter function ask_reconciliation() owner to aam_relay;
--> statement-breakpoint
revoke create on schema public from aam_relay;
--> statement-breakpoint
revoke execute on function list_unreconciled(timestamptz, timestamptz, int), ask_reconciliation() from public;
--> statement-breakpoint
grant execute on function list_unreconciled(timestamptz, timestamptz, int), ask_reconciliation() to aam_app;
