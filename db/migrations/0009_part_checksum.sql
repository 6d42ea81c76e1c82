ALTER TABLE "uploads" ADD COLUMN "part_checksum" text;--> statement-breakpoint
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_part_checksum" CHECK (part_checksum in ('crc32'));