import type postgres from 'postgres'
import { readCatalogue, tenantTables } from '../tables/read-catalogue.ts'

export interface Change {
  table: string
  operation: string
  columns: string[]
}

export interface ChangeLog {
  /** The current position of the log. */
  position(): Promise<number>
  /** Changes of a tenant's rows since a position, without those that every request may make. */
  changesSince(position: number, tenantId: string): Promise<string[]>
}

/**
 * Columns that change whatever the outcome of a request: when a session, a person or a key was last seen, and when an
 * upload was last active.
 */
const passingColumns: Record<string, string[]> = {
  sessions: ['last_used_at'],
  users: ['last_seen_at'],
  api_keys: ['last_used_at', 'last_used_from'],
  uploads: ['updated_at'],
}

const isPassing = ({ table, operation, columns }: Change): boolean => {
  // A refusal and a failed sign-in are recorded.
  if (table === 'audit_log') return operation === 'INSERT'
  if (table === 'outbox') return operation !== 'INSERT'
  const passing = passingColumns[table] ?? []
  return operation === 'UPDATE' && columns.every((column) => passing.includes(column))
}

/** Records every change of a tenant's rows from now on, by triggers on every tenant table. */
export async function openChangeLog(admin: postgres.Sql): Promise<ChangeLog> {
  await admin.unsafe(`
    create schema isolation;
    create table isolation.changes (
      position bigint generated always as identity primary key,
      tenant_id uuid, table_name text, operation text, columns text[]);
    create function isolation.note() returns trigger
      language plpgsql security definer set search_path = pg_catalog as $$
      declare
        old_row jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
        new_row jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
        subject jsonb := coalesce(new_row, old_row);
      begin
        insert into isolation.changes (tenant_id, table_name, operation, columns) values (
          (subject ->> case when tg_table_name = 'tenants' then 'id' else 'tenant_id' end)::uuid,
          tg_table_name, tg_op,
          array(select n.key from jsonb_each(new_row) n where n.value is distinct from old_row -> n.key));
        return null;
      end $$;`)
  for (const { name } of tenantTables(await readCatalogue(admin))) {
    await admin.unsafe(
      `create trigger note after insert or update or delete on "${name}"
        for each row execute function isolation.note()`,
    )
  }
  return {
    async position() {
      const [row] = await admin<{ position: string | null }[]>`
        select max(position)::text as position from isolation.changes`
      return Number(row?.position ?? 0)
    },
    async changesSince(position, tenantId) {
      const changes = await admin<Change[]>`
        select table_name as table, operation, columns from isolation.changes
        where position > ${position} and tenant_id = ${tenantId} order by position`
      return changes
        .filter((change) => !isPassing(change))
        .map(({ table, operation }) => `${operation.toLowerCase()} ${table}`)
    },
  }
}
