ALTER TABLE "mails" DROP CONSTRAINT "mails_state";--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "bounced_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "bounce_status" text;--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "bounce_reason" text;--> statement-breakpoint
CREATE INDEX "audit_log_action" ON "audit_log" USING btree ("tenant_id","action","id");--> statement-breakpoint
CREATE INDEX "mails_id" ON "mails" USING btree ("id");--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_bounced" CHECK ((state = 'bounced') = (bounced_at is not null));--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_state" CHECK (state in ('queued', 'sent', 'refused', 'bounced'));--> statement-breakpoint
-- A report of a letter names the letter, and not whose it is.
create function find_mail_tenant(mail_id uuid)
  returns uuid
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select m.tenant_id from public.mails m where m.id = mail_id and m.state in ('sent', 'bounced')
  $$;
--> statement-breakpoint
grant create on schema public to aam_relay;
--> statement-breakpoint
alter function find_mail_tenant(uuid) owner to aam_relay;
--> statement-breakpoint
revoke create on schema public from aam_relay;
--> statement-breakpoint
revoke execute on function find_mail_tenant(uuid) from public;
--> statement-breakpoint
grant execute on function find_mail_tenant(uuid) to aam_app;
