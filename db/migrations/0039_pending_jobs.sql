CREATE TABLE "pending_jobs" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"job" text NOT NULL,
	"subject" text NOT NULL,
	"payload" jsonb NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"claimed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pending_jobs_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "pending_jobs" ADD CONSTRAINT "pending_jobs_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "pending_jobs_subject" ON "pending_jobs" USING btree ("tenant_id","job","subject");--> statement-breakpoint
CREATE INDEX "pending_jobs_due" ON "pending_jobs" USING btree ("due_at");--> statement-breakpoint
alter table pending_jobs enable row level security;
--> statement-breakpoint
alter table pending_jobs force row level security;
--> statement-breakpoint
create policy tenant on pending_jobs
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
--> statement-breakpoint
grant select, insert, update, delete on pending_jobs to aam_app;
--> statement-breakpoint
-- aam_relay also gives jobs back to the queues that Redis has lost.
grant select, update (claimed_at), delete on pending_jobs to aam_relay;
--> statement-breakpoint
create policy relay on pending_jobs to aam_relay using (true) with check (true);
--> statement-breakpoint
-- The owner of the tables must see the rows of all tenants for once.
do $$
declare
  t text;
begin
  foreach t in array array['pending_jobs', 'meetings', 'runs', 'purges', 'uploads', 'scenario_trials', 'mails', 'retention_rules', 'expired_objects'] loop
    execute format('alter table %I no force row level security', t);
  end loop;
end
$$;
--> statement-breakpoint
-- What was pending until now could only be told from the state of each kind of work.
insert into pending_jobs (tenant_id, id, job, subject, payload, due_at)
  select m.tenant_id, gen_random_uuid(),
    case m.stage when 'ingest' then 'meeting.ingest' when 'transcribe' then 'meeting.transcribe' else 'meeting.analyse' end,
    m.id::text, jsonb_build_object('meetingId', m.id), m.updated_at
  from meetings m
  where m.status in ('queued', 'transcribing', 'analysing') and m.stage in ('ingest', 'transcribe', 'analyse')
  union all
  select r.tenant_id, gen_random_uuid(), 'meeting.analyse', r.meeting_id || '.' || r.id,
    jsonb_build_object('meetingId', r.meeting_id, 'runId', r.id), r.created_at
  from runs r where r.state = 'running'
  union all
  select p.tenant_id, gen_random_uuid(), 'meeting.purge', p.meeting_id::text,
    jsonb_build_object('meetingId', p.meeting_id), p.created_at
  from purges p
  union all
  select u.tenant_id, gen_random_uuid(), 'upload.sweep', u.meeting_id::text,
    jsonb_build_object('meetingId', u.meeting_id), u.updated_at + interval '24 hours'
  from uploads u where u.state = 'open'
  union all
  select t.tenant_id, gen_random_uuid(), 'scenario.try', t.id::text, jsonb_build_object('trialId', t.id), t.created_at
  from scenario_trials t where t.state in ('queued', 'running')
  union all
  select t.tenant_id, gen_random_uuid(), 'scenario.try', t.id::text, jsonb_build_object('trialId', t.id),
    t.created_at + interval '24 hours'
  from scenario_trials t
  union all
  select l.tenant_id, gen_random_uuid(), 'mail.send', l.id::text, jsonb_build_object('mailId', l.id), l.created_at
  from mails l where l.state = 'queued'
  union all
  select r.tenant_id, gen_random_uuid(), 'retention.carry-out', r.tenant_id::text,
    jsonb_build_object('organisationId', r.tenant_id), r.due_at
  from retention_rules r where r.due_at is not null
  union all
  select o.tenant_id, gen_random_uuid(), 'retention.carry-out', o.tenant_id::text,
    jsonb_build_object('organisationId', o.tenant_id), min(o.created_at)
  from expired_objects o group by o.tenant_id;
--> statement-breakpoint
do $$
declare
  t text;
begin
  foreach t in array array['pending_jobs', 'meetings', 'runs', 'purges', 'uploads', 'scenario_trials', 'mails', 'retention_rules', 'expired_objects'] loop
    execute format('alter table %I force row level security', t);
  end loop;
end
$$;
--> statement-breakpoint
drop function list_unclaimed_stages(int, int);
--> statement-breakpoint
-- The role needs none of these any more.
do $$
declare
  t text;
begin
  foreach t in array array['runs', 'purges', 'uploads', 'scenario_trials', 'retention_rules', 'expired_objects'] loop
    execute format('drop policy relay on %I', t);
    execute format('revoke all on %I from aam_relay', t);
  end loop;
end
$$;
--> statement-breakpoint
grant create on schema public to aam_relay;
--> statement-breakpoint
-- Marks what it returns, so that the next call comes to others. Tenants in turn: thousands of jobs of one must not hide
-- those of another.
create function offer_pending_jobs(quiet_seconds int, at_most int)
  returns table (tenant_id uuid, ids uuid[], job text, payload jsonb)
  language sql volatile security definer set search_path = pg_catalog, public
  as $$
    with quiet as (
      select p.tenant_id, p.job, p.subject, array_agg(p.id) as ids,
        (array_agg(p.payload order by p.created_at desc))[1] as payload, min(greatest(p.due_at, p.claimed_at)) as since
      from public.pending_jobs p
      where p.due_at < now() - make_interval(secs => quiet_seconds)
        and greatest(p.due_at, p.claimed_at) < now() - make_interval(secs => quiet_seconds)
      group by p.tenant_id, p.job, p.subject
    ), placed as (
      select q.*, row_number() over (partition by q.tenant_id, q.job order by q.since) as place from quiet q
    ), chosen as (
      select * from placed order by place, since limit at_most
    ), offered as (
      update public.pending_jobs p set claimed_at = now() from chosen c
      where p.tenant_id = c.tenant_id and p.id = any(c.ids)
    )
    select c.tenant_id, c.ids, c.job, c.payload from chosen c
  $$;
--> statement-breakpoint
create function clear_pending_jobs(tenant_ids uuid[], job_ids uuid[]) returns void
  language sql volatile security definer set search_path = pg_catalog, public
  as $$
    delete from public.pending_jobs p using unnest(tenant_ids, job_ids) as done(tenant_id, id)
    where p.tenant_id = done.tenant_id and p.id = done.id
  $$;
--> statement-breakpoint
alter function offer_pending_jobs(int, int) owner to aam_relay;
--> statement-breakpoint
alter function clear_pending_jobs(uuid[], uuid[]) owner to aam_relay;
--> statement-breakpoint
revoke create on schema public from aam_relay;
--> statement-breakpoint
revoke execute on function offer_pending_jobs(int, int), clear_pending_jobs(uuid[], uuid[]) from public;
--> statement-breakpoint
grant execute on function offer_pending_jobs(int, int), clear_pending_jobs(uuid[], uuid[]) to aam_app;
