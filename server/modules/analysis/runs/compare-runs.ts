import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { matchItems } from '../../../../plugins/engine/index.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError, retentionOver } from '../../../platform/errors.ts'
import { getMeeting } from '../../meetings/index.ts'
import type { ComparisonView, FoundCounts } from '../contract.ts'
import type { AnalysisDeps } from '../deps.ts'
import { keyOf, toItemView } from '../item-view.ts'
import { type ItemRow, listRunItems } from '../repo/items.ts'
import { toRunView } from '../read-results.ts'
import { findRun, type RunRow } from '../repo/runs.ts'
import { pointerTo } from '../people/pointers.ts'
import { migrateItems } from './migrate-items.ts'

type Field = ComparisonView['sections'][number]['both'][number]['changed'][number]

/** Compares two runs of a meeting: items that both found, with the fields that differ, and items of only one run. */
export async function compareRuns(
  deps: AnalysisDeps,
  ctx: Ctx,
  meetingId: string,
  runIds: { a: string; b: string },
): Promise<ComparisonView> {
  authorize(ctx, 'meetings:read')
  return withTenant(deps.db, ctx, async (tx) => {
    const meeting = await getMeeting(tx, ctx, meetingId)
    const [a, b] = [await findRun(tx, meetingId, runIds.a), await findRun(tx, meetingId, runIds.b)]
    if (a.state !== 'done' || b.state !== 'done') {
      throw new AppError(
        'wrong_state',
        'Only runs that are done can be compared. Wait until both are, or choose another.',
        [],
        {},
        'Сравнить можно только завершённые запуски. Дождитесь обоих или выберите другой.',
      )
    }
    if (a.expiredAt ?? b.expiredAt) throw retentionOver('result')
    const items = { a: await listRunItems(tx, a.id), b: await listRunItems(tx, b.id) }
    return {
      a: toRunView(a, meeting.current_run_id),
      b: toRunView(b, meeting.current_run_id),
      sections: await compareItems(deps, tx, { a, b }, items),
    }
  })
}

async function compareItems(
  deps: AnalysisDeps,
  tx: TenantTx,
  { a, b }: { a: RunRow; b: RunRow },
  items: { a: ItemRow[]; b: ItemRow[] },
): Promise<ComparisonView['sections']> {
  const inA = await migratedItems(deps, tx, items.a, a, b)
  const inB = await migratedItems(deps, tx, items.b, b, a)
  const sections = [...new Set([...inA, ...inB].map(({ section }) => section))]
  const pack = await deps.packs.find(tx, b.packId, b.packVersion)
  const textOf = new Map(pack?.sections.map(({ name, textField }) => [name, textField]))
  return sections.map((name) => compareSection(name, textOf.get(name) ?? null, inA, inB))
}

/** Counts the items of run `a` that run `b` found again, and those that only `b` found. */
export async function countFound(
  deps: AnalysisDeps,
  tx: TenantTx,
  runs: { a: RunRow; b: RunRow },
  items: { a: ItemRow[]; b: ItemRow[] },
): Promise<FoundCounts> {
  const sections = await compareItems(deps, tx, runs, items)
  const both = sections.flatMap((section) => section.both)
  const lost = sections.flatMap(({ onlyInA }) => onlyInA)
  const changed = both.filter((pair) => pair.changed.length > 0).length
  return {
    same: both.length - changed,
    changed,
    lost: lost.length,
    lostAccepted: lost.filter(({ reviewState }) => reviewState === 'accepted').length,
    added: sections.flatMap(({ onlyInB }) => onlyInB).length,
  }
}

/** A run's items, migrated if the other run was made with a newer major version. */
async function migratedItems(
  deps: AnalysisDeps,
  tx: TenantTx,
  items: ItemRow[],
  run: RunRow,
  beside: RunRow,
): Promise<ItemRow[]> {
  const pack = await deps.packs.find(tx, beside.packId, beside.packVersion)
  return pack ? migrateItems(items, run, pack) : items
}

function compareSection(name: string, textField: string | null, inA: ItemRow[], inB: ItemRow[]) {
  const of = (rows: ItemRow[]) => rows.filter(({ section }) => section === name)
  const [old, fresh] = [of(inA), of(inB)]
  const cited = (row: ItemRow) => asCited(row, textField)
  const matches = matchItems(old.map(cited), fresh.map(cited))
  const matched = new Set(matches.flatMap((match) => [match.old.row.id, match.new.row.id]))
  const alone = (rows: ItemRow[]) => rows.filter(({ id }) => !matched.has(id)).map(toItemView)
  return {
    name,
    both: matches
      .toSorted((x, y) => x.old.row.ord - y.old.row.ord)
      .map((match) => ({
        a: toItemView(match.old.row),
        b: toItemView(match.new.row),
        changed: changedFields(match.old.row, match.new.row),
      })),
    onlyInA: alone(old),
    onlyInB: alone(fresh),
  }
}

const asCited = (row: ItemRow, textField: string | null) => ({
  row,
  key: keyOf(row, textField),
  evidence: row.evidence.map((entry) => ({
    ordinal: entry.ordinal,
    rev: entry.rev,
    startChar: entry.start_char,
    endChar: entry.end_char,
    quote: entry.quote,
    state: entry.state,
  })),
})

function changedFields(a: ItemRow, b: ItemRow): Field[] {
  const names = [...new Set([...Object.keys(a.value), ...Object.keys(b.value)])].sort()
  const locked = new Set([...a.locks, ...b.locks].map(({ pointer }) => pointer))
  return names
    .filter((name) => !Bun.deepEquals(a.value[name], b.value[name]))
    .map((name) => {
      const pointer = pointerTo(name)
      return {
        pointer,
        a: a.value[name] ?? null,
        b: b.value[name] ?? null,
        locked: locked.has(pointer) || locked.has(''),
      }
    })
}
