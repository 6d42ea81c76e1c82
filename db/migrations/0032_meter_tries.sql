ALTER TABLE "meter_reports" ADD COLUMN "first_tried_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "usage_events_transcribed" ON "usage_events" USING btree ("tenant_id","at","id") WHERE kind = 'transcription';--> statement-breakpoint
CREATE INDEX "usage_events_corrections" ON "usage_events" USING btree ("tenant_id","corrects") WHERE corrects is not null;