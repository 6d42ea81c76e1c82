-- aam_lookup: tells somebody by mail where they sign in.
grant select (tenant_id, email, kind, disabled_at) on users to aam_lookup;
--> statement-breakpoint
create policy lookup on users for select to aam_lookup using (true);
--> statement-breakpoint
create function find_memberships(wanted_email text)
  returns table (tenant_id uuid, slug text, name text, locale text)
  language sql stable security definer set search_path = pg_catalog, public
  as $$
    select t.id, t.slug, t.name, t.locale from public.users u
    join public.tenants t on t.id = u.tenant_id
    where u.email = wanted_email and u.kind = 'person' and u.disabled_at is null and t.status = 'active'
    order by t.slug
  $$;
--> statement-breakpoint
grant create on schema public to aam_lookup;
--> statement-breakpoint
alter function find_memberships(text) owner to aam_lookup;
--> statement-breakpoint
revoke create on schema public from aam_lookup;
--> statement-breakpoint
revoke execute on function find_memberships(text) from public;
--> statement-breakpoint
grant execute on function find_memberships(text) to aam_app;
--> statement-breakpoint
-- Of its own tenant's row the server may remove one that nobody proved, and no other.
grant delete on tenants to aam_app;
--> statement-breakpoint
create policy only_unproved on tenants as restrictive for delete using (status = 'unproved');
--> statement-breakpoint
create index users_by_email on users (email) where kind = 'person';
