DROP INDEX "meter_reports_at";--> statement-breakpoint
CREATE INDEX "meter_reports_days" ON "meter_reports" USING btree ("tenant_id","at","source","state","seconds");