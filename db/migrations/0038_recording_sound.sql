ALTER TABLE "media" ADD COLUMN "sound" jsonb;--> statement-breakpoint
ALTER TABLE "meetings" ADD COLUMN "transcribe_again" jsonb;