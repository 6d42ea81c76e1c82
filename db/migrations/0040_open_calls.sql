ALTER TABLE "interactions" DROP CONSTRAINT "interactions_outcome";--> statement-breakpoint
ALTER TABLE "interactions" ADD CONSTRAINT "interactions_outcome" CHECK (outcome in ('open', 'ok', 'invalid', 'refused', 'cut', 'error'));--> statement-breakpoint
-- As before, and besides: forms of one sign (wide letters, ligatures), apostrophes, dashes and spaces of every kind are one.
-- Signs that would become wildcards of a pattern are left out first.
create or replace function fold_text(value text) returns text
  language sql immutable strict parallel safe set search_path = pg_catalog
  as $$
    select replace(replace(replace(translate(
      regexp_replace(
        replace(
          normalize(
            translate(lower(value),
              U&'\2019\2018\02BC\02B9\0060\00B4\2010\2011\2012\2013\2014\2212\FF05\FE6A\FF3F\FE33\FE34\FE4D\FE4E\FE4F\FF3C\FE68',
              '''''''''''''------'),
            NFKD),
          U&'\0438\0306', U&'\0439'),
        U&'[\0300-\036f]', '', 'g'),
      'øłđħıŧ', 'oldhit'),
      'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe')
  $$;
