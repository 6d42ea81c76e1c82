ALTER TABLE "subscriptions" ADD COLUMN "held_by" uuid;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD COLUMN "held_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD COLUMN "minutes_cap_minor" integer;--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_minutes_cap" CHECK (minutes_cap_minor >= 0);--> statement-breakpoint
-- A subscription that is cancelled ends without grace: its weight in the queue is to end with it.
grant select (cancels_at) on subscriptions to aam_relay;
--> statement-breakpoint
grant create on schema public to aam_relay;
--> statement-breakpoint
drop function list_subscriptions();
--> statement-breakpoint
create function list_subscriptions()
  returns table (tenant_id uuid, plan_id text, plan_version int, paid_by text, status text,
    trial_ends_at timestamptz, paid_until timestamptz, cancels_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select s.tenant_id, s.plan_id, s.plan_version, s.paid_by, s.status, s.trial_ends_at, s.paid_until, s.cancels_at
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
