ALTER TABLE "meetings" ADD COLUMN "started_offset" smallint;
--> statement-breakpoint
-- What people type into the search of a list, and what stands there, are compared without case, accents and the dots of ё.
-- й is a letter of its own, not an и with an accent.
create function fold_text(value text) returns text
  language sql immutable strict parallel safe set search_path = pg_catalog
  as $$
    select replace(replace(replace(translate(
      regexp_replace(
        replace(normalize(lower(value), NFD), U&'\0438\0306', U&'\0439'),
        U&'[\0300-\036f]', '', 'g'),
      'øłđħıŧ', 'oldhit'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe')
  $$;
--> statement-breakpoint
grant execute on function fold_text(text) to aam_app;
