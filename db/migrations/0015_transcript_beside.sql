ALTER TABLE "transcripts" ADD COLUMN "beside_media_id" uuid;--> statement-breakpoint
-- The owner of the tables sees no row of any tenant either, as long as row-level security is forced on it.
alter table media no force row level security;--> statement-breakpoint
alter table transcripts no force row level security;--> statement-breakpoint
-- Imported before this was kept: the newest recording that was there by then.
update transcripts t set beside_media_id = (
  select d.id from media d
  where d.tenant_id = t.tenant_id and d.meeting_id = t.meeting_id and d.created_at < t.created_at
    and d.ingested_at is not null
  order by d.created_at desc limit 1
) where t.media_id is null;--> statement-breakpoint
alter table transcripts force row level security;--> statement-breakpoint
alter table media force row level security;
