CREATE TABLE "quota_limits" (
	"tenant_id" uuid NOT NULL,
	"holder_id" uuid NOT NULL,
	"name" text NOT NULL,
	"value" bigint NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "quota_limits_tenant_id_holder_id_name_pk" PRIMARY KEY("tenant_id","holder_id","name"),
	CONSTRAINT "quota_limits_value" CHECK (value >= 0)
);
--> statement-breakpoint
CREATE TABLE "quota_uses" (
	"tenant_id" uuid NOT NULL,
	"holder_id" uuid NOT NULL,
	"name" text NOT NULL,
	"period" text NOT NULL,
	"used" bigint NOT NULL,
	CONSTRAINT "quota_uses_tenant_id_holder_id_name_period_pk" PRIMARY KEY("tenant_id","holder_id","name","period")
);
--> statement-breakpoint
ALTER TABLE "quota_limits" ADD CONSTRAINT "quota_limits_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quota_uses" ADD CONSTRAINT "quota_uses_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "uploads_open_of_tenant" ON "uploads" USING btree ("tenant_id","created_by") WHERE state = 'open';--> statement-breakpoint
do $$
declare t text;
begin
  foreach t in array array['quota_limits', 'quota_uses'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy tenant on %I using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid)) with check (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))',
      t);
    execute format('grant select, insert, update, delete on %I to aam_app', t);
  end loop;
end
$$;
