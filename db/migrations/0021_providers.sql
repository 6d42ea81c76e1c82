CREATE TABLE "own_providers" (
	"tenant_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"base_url" text,
	"model" text,
	"context_tokens" integer,
	"sealed" text,
	"key_end" text,
	"set_by" uuid,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"tested_at" timestamp with time zone,
	"test" jsonb,
	"rev" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "own_providers_tenant_id_kind_pk" PRIMARY KEY("tenant_id","kind"),
	CONSTRAINT "own_providers_kind" CHECK (kind in ('speech', 'model'))
);
--> statement-breakpoint
ALTER TABLE "interactions" ADD COLUMN "is_own_key" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "own_providers" ADD CONSTRAINT "own_providers_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "own_providers" ADD CONSTRAINT "own_providers_tenant_id_set_by_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","set_by") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
alter table own_providers enable row level security;
--> statement-breakpoint
alter table own_providers force row level security;
--> statement-breakpoint
create policy tenant on own_providers using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
grant select, insert, update, delete on own_providers to aam_app;
