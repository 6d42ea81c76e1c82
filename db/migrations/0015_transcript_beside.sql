ALTER TABLE "transcripts" ADD COLUMN "beside_media_id" uuid;--> statement-breakpoint
-- The owner of the tables writes rows of every tenant here.
ALTER TABLE "transcripts" NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "media" NO FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- Imported before this was kept: the newest recording that was there by then.
UPDATE "transcripts" t SET "beside_media_id" = (
  SELECT d."id" FROM "media" d
  WHERE d."tenant_id" = t."tenant_id" AND d."meeting_id" = t."meeting_id" AND d."created_at" < t."created_at"
    AND d."ingested_at" IS NOT NULL
  ORDER BY d."created_at" DESC LIMIT 1
) WHERE t."media_id" IS NULL;
--> statement-breakpoint
ALTER TABLE "transcripts" FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE "media" FORCE ROW LEVEL SECURITY;
