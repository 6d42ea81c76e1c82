ALTER TABLE "items" DROP CONSTRAINT "items_tenant_id_owner_person_id_people_tenant_id_id_fk";
--> statement-breakpoint
DROP INDEX "items_owner_person";--> statement-breakpoint
CREATE INDEX "items_page" ON "items" USING btree ("tenant_id","created_at" DESC NULLS FIRST,"id" DESC NULLS FIRST);--> statement-breakpoint
ALTER TABLE "items" DROP COLUMN "owner_person_id";