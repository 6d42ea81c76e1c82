DROP INDEX "runs_meeting";--> statement-breakpoint
DROP INDEX "transcripts_meeting";--> statement-breakpoint
ALTER TABLE "field_locks" ADD CONSTRAINT "field_locks_tenant_id_locked_by_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","locked_by") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "item_history" ADD CONSTRAINT "item_history_tenant_id_changed_by_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","changed_by") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_tenant_id_decided_by_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","decided_by") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meeting_events" ADD CONSTRAINT "meeting_events_tenant_id_actor_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","actor_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "meetings" ADD CONSTRAINT "meetings_tenant_id_accepted_by_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","accepted_by") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_of_meeting" UNIQUE("tenant_id","meeting_id","id");--> statement-breakpoint
ALTER TABLE "transcripts" ADD CONSTRAINT "transcripts_of_meeting" UNIQUE("tenant_id","meeting_id","id");--> statement-breakpoint
alter table meetings drop constraint meetings_current_transcript_fk;
--> statement-breakpoint
alter table meetings add constraint meetings_current_transcript_fk
  foreign key (tenant_id, id, current_transcript_id) references transcripts (tenant_id, meeting_id, id);
--> statement-breakpoint
alter table meetings drop constraint meetings_current_run_fk;
--> statement-breakpoint
alter table meetings add constraint meetings_current_run_fk
  foreign key (tenant_id, id, current_run_id) references runs (tenant_id, meeting_id, id);
--> statement-breakpoint
alter table meetings add constraint meetings_scenario_fk
  foreign key (tenant_id, scenario_id, scenario_version) references scenario_versions (tenant_id, pack_id, version);
--> statement-breakpoint
alter table runs add constraint runs_transcript_of_meeting_fk
  foreign key (tenant_id, meeting_id, transcript_id) references transcripts (tenant_id, meeting_id, id) on delete cascade;
