CREATE TABLE "item_people" (
	"tenant_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"place" text DEFAULT 'value' NOT NULL,
	"pointer" text NOT NULL,
	"speaker_id" smallint,
	"person_id" uuid,
	"name" text,
	"chosen" boolean DEFAULT false NOT NULL,
	"is_owner" boolean DEFAULT false NOT NULL,
	"accepted_as" text,
	CONSTRAINT "item_people_tenant_id_item_id_place_pointer_pk" PRIMARY KEY("tenant_id","item_id","place","pointer"),
	CONSTRAINT "item_people_place" CHECK (place in ('value', 'proposed')),
	CONSTRAINT "item_people_somebody" CHECK (speaker_id is not null or person_id is not null or name is not null)
);
--> statement-breakpoint
ALTER TABLE "meeting_events" ADD COLUMN "renamed" jsonb;--> statement-breakpoint
ALTER TABLE "participants" ADD COLUMN "transcript_id" uuid;--> statement-breakpoint
ALTER TABLE "participants" ADD COLUMN "speaker_id" smallint;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "people_found" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "speakers" ADD COLUMN "merged_into" smallint;--> statement-breakpoint
ALTER TABLE "item_people" ADD CONSTRAINT "item_people_tenant_id_item_id_items_tenant_id_id_fk" FOREIGN KEY ("tenant_id","item_id") REFERENCES "public"."items"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_people" ADD CONSTRAINT "item_people_tenant_id_person_id_people_tenant_id_id_fk" FOREIGN KEY ("tenant_id","person_id") REFERENCES "public"."people"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "item_people_person" ON "item_people" USING btree ("tenant_id","person_id");--> statement-breakpoint
ALTER TABLE "speakers" ADD CONSTRAINT "speakers_tenant_id_transcript_id_merged_into_speakers_tenant_id_transcript_id_id_fk" FOREIGN KEY ("tenant_id","transcript_id","merged_into") REFERENCES "public"."speakers"("tenant_id","transcript_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "runs_without_people" ON "runs" USING btree ("tenant_id","id") WHERE not people_found and state = 'done';
--> statement-breakpoint
alter table item_people enable row level security;
--> statement-breakpoint
alter table item_people force row level security;
--> statement-breakpoint
create policy tenant on item_people using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
grant select, insert, update, delete on item_people to aam_app;
