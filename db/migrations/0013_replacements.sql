ALTER TABLE "meetings" ADD COLUMN "pending_media_id" uuid;--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "pending_transcript_id" uuid;--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "before_replacement" jsonb;--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "refused_recording" jsonb;--> statement-breakpoint
CREATE INDEX "meetings_pending_media" ON "meetings" USING btree ("tenant_id","pending_media_id");--> statement-breakpoint
CREATE INDEX "meetings_pending_transcript" ON "meetings" USING btree ("tenant_id","pending_transcript_id");--> statement-breakpoint
alter table meetings add constraint meetings_pending_media_fk
  foreign key (tenant_id, id, pending_media_id) references media (tenant_id, meeting_id, id);
--> statement-breakpoint
alter table meetings add constraint meetings_pending_transcript_fk
  foreign key (tenant_id, id, pending_transcript_id) references transcripts (tenant_id, meeting_id, id);
