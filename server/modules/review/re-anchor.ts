import type { TenantTx } from '../../../db/tenant.ts'
import { groundItem, type LoadedPack } from '../../../plugins/engine/index.ts'
import type { EvidenceRow, ItemRow } from '../analysis/index.ts'
import { loadSegments } from '../transcription/index.ts'

/** The evidence of items as it stands in the transcript of today. */
export type Anchor = (item: ItemRow) => EvidenceRow[]

export const isStale = (item: ItemRow): boolean => item.evidence.some(({ moved }) => moved)

/**
 * Whoever accepts an item whose cited words were corrected or given to another speaker has seen them: quotes that still
 * stand in their segment move to its present revision and speaker. What is not said there any more stays as it was cited,
 * and the item stays stale.
 */
export async function openAnchor(
  tx: TenantTx,
  pack: LoadedPack,
  runId: string,
  items: ItemRow[],
): Promise<Anchor> {
  if (!items.some(isStale)) return ({ evidence }) => evidence
  const [run] = await tx.sql<{ transcript_id: string }[]>`
    select transcript_id from runs where tenant_id = ${tx.tenantId} and id = ${runId}`
  const segments = run ? await loadSegments(tx, run.transcript_id) : []
  const speakers = new Map(segments.map(({ ordinal, speakerId }) => [ordinal, speakerId]))
  return (item) =>
    item.evidence.map((entry): EvidenceRow => {
      if (!entry.moved) return entry
      const citation = { segment: entry.ordinal, anchor: entry.quote }
      const found = groundItem(pack, item.section, item.value, [citation], segments).evidence.find(
        ({ ordinal, state }) => ordinal === entry.ordinal && state === 'verified',
      )
      if (!found) return entry
      return {
        ord: entry.ord,
        ordinal: entry.ordinal,
        rev: found.rev,
        speaker_id: speakers.get(entry.ordinal) ?? null,
        start_char: found.startChar,
        end_char: found.endChar,
        quote: found.quote,
        state: entry.state,
      }
    })
}
