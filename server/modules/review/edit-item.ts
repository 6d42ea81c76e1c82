import {
  needsEvidence,
  groundItem,
  type ItemValue,
  type SectionSpec,
  validateItem,
} from '../../../plugins/engine/index.ts'
import { audit } from '../../platform/audit.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { withWrite } from '../../platform/transaction.ts'
import { getItem, type ItemView, type LockRow, toItemView } from '../analysis/index.ts'
import { loadSegments } from '../transcription/index.ts'
import type { ReviewDeps } from './deps.ts'
import { type ItemState, pushHistory, stateOf, writeState } from './item-state.ts'
import { announceItems, type OpenItem, openItem, userId } from './open-item.ts'

/**
 * Changes fields of an item. The result must fit the scenario's schema; it is grounded again and may lose `verified`.
 * Changed fields are locked. Throws `invalid_request` with pointers into the body.
 */
export async function editItem(
  deps: ReviewDeps,
  ctx: Ctx,
  itemId: string,
  change: ItemValue,
  expectedRev: number | null,
): Promise<ItemView> {
  authorize(ctx, 'meetings:write')
  return withWrite(deps.db, ctx, async (tx) => {
    const open = await openItem(deps, tx, ctx, itemId, expectedRev)
    const value = merge(open.section, open.item.value, change)
    refuseInvalid(open, value)
    if (Bun.deepEquals(value, open.item.value)) return toItemView(open.item)
    const segments = await loadSegments(tx, open.transcriptId)
    const speakers = new Map(segments.map((segment) => [segment.ordinal, segment.speakerId]))
    const before = stateOf(open.item)
    const citations = before.evidence.map((entry) => ({
      segment: entry.ordinal,
      anchor: entry.quote,
    }))
    const grounded = groundItem(open.pack, open.section.name, value, citations, segments)
    const next: ItemState = {
      ...before,
      value,
      evidenceState: grounded.state,
      evidence: grounded.evidence.map((entry, at) => ({
        ord: at + 1,
        ordinal: entry.ordinal,
        rev: entry.rev,
        speaker_id: speakers.get(entry.ordinal) ?? null,
        start_char: entry.startChar,
        end_char: entry.endChar,
        quote: entry.quote,
        state: entry.state,
      })),
      locks: lock(before.locks, Object.keys(change), value, userId(ctx)),
    }
    await pushHistory(tx, open.item, userId(ctx))
    await writeState(tx, open.item, open.section, keepAcceptable(next, open.section))
    await audit(tx, ctx, 'item.edited', itemId, { meetingId: open.meeting.id })
    await announceItems(tx, open.meeting, [itemId])
    return toItemView(await getItem(tx, itemId))
  })
}

function merge(section: SectionSpec, value: ItemValue, change: ItemValue): ItemValue {
  const known = new Map(section.fields.map((field) => [field.name, field]))
  const faults = Object.entries(change).flatMap(([name, given]) => {
    const pointer = `/value/${escape(name)}`
    if (!known.has(name)) return [{ pointer, detail: 'this section has no such field' }]
    const isNeeded = given === null && known.get(name)?.required
    return isNeeded ? [{ pointer, detail: 'cannot be left empty' }] : []
  })
  if (faults.length > 0) {
    throw new AppError(
      'invalid_request',
      'Some fields are not part of this section or cannot be empty. Nothing was changed.',
      faults,
    )
  }
  const merged: ItemValue = { ...value }
  for (const [name, given] of Object.entries(change)) {
    const text = typeof given === 'string' ? given.trim() : given
    if (text === null || (text === '' && !known.get(name)?.required)) delete merged[name]
    else merged[name] = text
  }
  return merged
}

function refuseInvalid({ pack, section }: OpenItem, value: ItemValue): void {
  const faults = validateItem(pack, section.name, value)
  if (faults.length === 0) return
  throw new AppError(
    'invalid_request',
    'The item would no longer fit its scenario; the list says where. Nothing was changed.',
    faults.map(({ pointer, detail }) => ({ pointer: `/value${pointer}`, detail })),
  )
}

const escape = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

function lock(locks: LockRow[], names: string[], value: ItemValue, by: string): LockRow[] {
  const changed = new Map(names.map((name) => [`/${escape(name)}`, value[name] ?? null]))
  const kept = locks.filter((known) => !changed.has(known.pointer))
  return [
    ...kept,
    ...[...changed].map(([pointer, now]) => ({ pointer, value: now, locked_by: by })),
  ]
}

/** An accepted item that lost its support is open again: accepting it takes a reason. */
function keepAcceptable(state: ItemState, section: SectionSpec): ItemState {
  const lost =
    state.reviewState === 'accepted' &&
    state.evidenceState === 'unsupported' &&
    needsEvidence(section, state.value) &&
    !state.overrideNote
  if (!lost) return state
  const locks = state.locks.filter((known) => known.pointer !== '')
  return { ...state, reviewState: 'proposed', decidedBy: null, decidedAt: null, locks }
}
