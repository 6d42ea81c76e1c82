CREATE INDEX "idempotent_writes_age" ON "idempotent_writes" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "items_owner_person" ON "items" USING btree ("tenant_id","owner_person_id");--> statement-breakpoint
CREATE INDEX "meetings_owner" ON "meetings" USING btree ("tenant_id","owner_id","created_at" DESC NULLS FIRST);--> statement-breakpoint
CREATE INDEX "meetings_current_run" ON "meetings" USING btree ("tenant_id","current_run_id");--> statement-breakpoint
CREATE INDEX "meetings_current_transcript" ON "meetings" USING btree ("tenant_id","current_transcript_id");--> statement-breakpoint
CREATE INDEX "meetings_working" ON "meetings" USING btree ("updated_at") WHERE status in ('queued', 'transcribing', 'analysing');--> statement-breakpoint
CREATE INDEX "runs_transcript" ON "runs" USING btree ("tenant_id","transcript_id");--> statement-breakpoint
CREATE INDEX "runs_working" ON "runs" USING btree ("created_at") WHERE state = 'running';--> statement-breakpoint
CREATE INDEX "speakers_person" ON "speakers" USING btree ("tenant_id","person_id");