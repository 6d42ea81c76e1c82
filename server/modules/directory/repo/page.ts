import type { TenantTx } from '../../../../db/tenant.ts'

/** A page of a list: newest first, after the `position` of an earlier page, at most `limit` rows. */
export interface PageOf {
  /** Part of the name. */
  part: string | undefined
  /** Time of creation and id of the last row seen. */
  position: string[] | null
  limit: number
}

/** `%part%` for LIKE, with wildcards escaped. */
const toPattern = (part: string): string =>
  `%${part.trim().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`

/** The condition that a row of the alias belongs to the page. */
export function isOnPage(tx: TenantTx, alias: 'c' | 'p', { part, position }: PageOf) {
  const like = part ? toPattern(part) : null
  const [at = null, after = null] = position ?? []
  const column = (name: string) => tx.sql(`${alias}.${name}`)
  return tx.sql`
    (${like}::text is null or fold_text(${column('name')}) like fold_text(${like}))
    and (${at}::text::timestamptz is null
      or (${column('created_at')}, ${column('id')}) < (${at}::text::timestamptz, ${after}::uuid))`
}

/**
 * Serializes changes of one row, so that of two with the same revision the second is rejected. Does not lock the key
 * (`for no key update`): otherwise accepting an item that refers to the row would wait here while its meeting is waited
 * for there.
 */
export async function lockRow(
  tx: TenantTx,
  table: 'clients' | 'people',
  id: string,
): Promise<void> {
  await tx.sql`
    select 1 from ${tx.sql(table)} where tenant_id = ${tx.tenantId} and id = ${id} for no key update`
}
