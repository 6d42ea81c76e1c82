import { withTenant } from '../../../db/tenant.ts'
import {
  type Citation,
  itemKey,
  type ItemValue,
  type LoadedPack,
  needsEvidence,
  type SectionSpec,
  withComputedDates,
} from '../../../plugins/engine/index.ts'
import { audit } from '../../../db/audit/audit.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { AppError, changedMeanwhile, type FieldFault, notFound } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { formatInPlace } from '../../platform/local-time.ts'
import { withWrite } from '../../../db/transaction.ts'
import { getItem, type ItemView, type ReferenceRow, toItemView } from '../analysis/index.ts'
import { getMeetingForChange, type MeetingRow, readTimeZone } from '../meetings/index.ts'
import { loadSegmentsNear, type SpokenSegment } from '../transcription/index.ts'
import { applyPeopleChanges } from './changed-people.ts'
import type { AddItem } from './contract.ts'
import type { ReviewDeps } from './deps.ts'
import { lockFields, writeState } from './item-state.ts'
import { ground, type Grounded, refuseInvalid } from './judge-item.ts'
import { mergeValue } from './merge-value.ts'
import { publishItemChanges, requireReview, userId } from './open-item.ts'
import { countInSection, insertBlankItem, type ItemState } from './repo/items.ts'
import { findShownRun, type ShownRun } from './repo/runs.ts'

interface OpenSection {
  meeting: MeetingRow
  run: ShownRun
  pack: LoadedPack
  section: SectionSpec
}

interface JudgedItem {
  runId: string
  value: ItemValue
  people: ReferenceRow[]
  fields: string[]
  grounded: Grounded
}

/**
 * Adds an item that the run missed, with its quotes. It is grounded like any other item. If the quotes support it, it
 * is accepted in the name of the person who adds it. Later runs keep it. Throws `invalid_request` with pointers into
 * the body, and `wrong_state` if the section is full.
 */
export async function addItem(
  deps: ReviewDeps,
  ctx: Ctx,
  meetingId: string,
  given: AddItem,
): Promise<ItemView> {
  authorize(ctx, 'meetings:write')
  const judged = await judgeNew(deps, ctx, meetingId, given)
  return withWrite(deps.db, ctx, async (tx) => {
    const { meeting, run, section } = await openSection(deps, tx, ctx, meetingId, given.section)
    if (judged instanceof AppError) throw judged
    if (run.id !== judged.runId) throw changedMeanwhile(meeting.rev)
    const place = await countInSection(tx, run.id, section.name)
    requireSpace(section, place.open)
    const id = newId()
    const key = itemKey(section, judged.value, citedOf(judged.grounded))
    const { name, track } = section
    await insertBlankItem(tx, { id, runId: run.id, section: name, key, ord: place.nextOrd, track })
    await writeState(tx, { id }, section, stateOfNew(ctx, section, judged))
    await audit(tx, ctx, 'item.added', id, { meetingId })
    await publishItemChanges(tx, meeting, [id])
    return toItemView(await getItem(tx, id))
  })
}

type Tx = Parameters<typeof getItem>[0]

async function openSection(
  deps: ReviewDeps,
  tx: Tx,
  ctx: Ctx,
  meetingId: string,
  name: string,
): Promise<OpenSection> {
  const meeting = await getMeetingForChange(tx, ctx, meetingId)
  requireReview(meeting)
  const run = await findShownRun(tx, meetingId)
  const pack = run && (await deps.packs.find(tx, run.packId, run.packVersion))
  const section = pack?.sections.find((candidate) => candidate.name === name)
  if (!run || !pack || !section) throw notFound('section')
  return { meeting, run, pack, section }
}

/**
 * Judges a new item before the transaction that writes it, like an edit. Errors are thrown inside that transaction,
 * because a repeated request must get its first response.
 */
async function judgeNew(
  deps: ReviewDeps,
  ctx: Ctx,
  meetingId: string,
  { section: name, value: given, refs, evidence }: AddItem,
): Promise<JudgedItem | AppError> {
  try {
    const { open, changed, segments, timeZone } = await withTenant(deps.db, ctx, async (tx) => {
      const open = await openSection(deps, tx, ctx, meetingId, name)
      const { section, run } = open
      const place = { item: emptyItem, section, transcriptId: run.transcriptId }
      const change = { value: given, ...(refs && { refs }) }
      const changed = await applyPeopleChanges(tx, place, change, (fields) =>
        mergeValue(section, {}, fields),
      )
      const ordinals = evidence.map(({ segmentId }) => segmentId)
      const spoken = await loadSegmentsNear(tx, run.transcriptId, ordinals)
      return { open, changed, segments: spoken, timeZone: await readTimeZone(tx) }
    })
    const { meeting, run, pack, section } = open
    const startedAt =
      meeting.started_at && formatInPlace(meeting.started_at, meeting.started_offset, timeZone)
    // A date that the person gave stays; otherwise it is computed from the quoted words.
    const value = { ...withComputedDates(section, changed.value, startedAt), ...changed.value }
    await refuseInvalid(deps, ctx, open, value, changed.people)
    const citations = citationsOf(evidence, segments)
    const grounded = await ground(deps, ctx, { meeting, pack, section, value, citations }, segments)
    if (!grounded) throw notFound('section')
    requireQuotesFound(citations, grounded)
    return { runId: run.id, ...changed, value, grounded }
  } catch (error) {
    if (ctx.idempotency && error instanceof AppError) return error
    throw error
  }
}

/** The state of an item before it is filled. */
const emptyItem = { value: {}, people: [], references: [] }

function citationsOf(evidence: AddItem['evidence'], segments: SpokenSegment[]): Citation[] {
  const texts = new Map(segments.map(({ ordinal, text }) => [ordinal, text]))
  const faults = evidence.flatMap(({ segmentId }, at) =>
    texts.has(segmentId)
      ? []
      : [
          {
            pointer: `/evidence/${at}/segmentId`,
            detail: 'no such segment in this transcript',
            inRussian: 'такого фрагмента в этой расшифровке нет',
          },
        ],
  )
  if (faults.length > 0) throw invalidRequest(faults)
  return evidence.map(({ segmentId, quote }) => ({
    segment: segmentId,
    anchor: quote?.trim() || (texts.get(segmentId) ?? ''),
  }))
}

/** Throws `invalid_request` if a quote does not occur in the segment that it cites. */
function requireQuotesFound(citations: Citation[], { evidence }: Grounded): void {
  const found = new Set(evidence.map(({ ordinal }) => ordinal))
  const faults = citations.flatMap(({ segment }, at) =>
    found.has(segment)
      ? []
      : [
          {
            pointer: `/evidence/${at}/quote`,
            detail: 'these words are not in the segment',
            inRussian: 'этих слов в этом фрагменте нет',
          },
        ],
  )
  if (faults.length > 0) throw invalidRequest(faults)
}

const invalidRequest = (faults: FieldFault[]): AppError =>
  new AppError(
    'invalid_request',
    'The words that should prove the item were not found; the list says which. Select them in the transcript again. Nothing was changed.',
    faults,
    {},
    'Слова, которые должны подтвердить пункт, не найдены; какие, сказано в списке. Выделите их в расшифровке ещё раз. Ничего не изменено.',
  )

function requireSpace(section: SectionSpec, open: number): void {
  if (!section.isList && open > 0) {
    throw new AppError(
      'wrong_state',
      'This section holds a single item, and it is there. Edit that one.',
      [{ pointer: '/section', detail: 'is filled', inRussian: 'уже заполнен' }],
      {},
      'В этом разделе только один пункт, и он уже есть. Измените его.',
    )
  }
  if (section.maxItems === null || open < section.maxItems) return
  throw new AppError(
    'wrong_state',
    `This section holds at most ${section.maxItems} items. Reject one first.`,
    [{ pointer: '/section', detail: 'is full', inRussian: 'заполнен' }],
    {},
    `В этом разделе помещается не больше пунктов, чем ${section.maxItems}. Сначала отклоните один из них.`,
  )
}

const citedOf = ({ evidence }: Grounded) =>
  evidence.map((entry) => ({
    ordinal: entry.ordinal,
    rev: entry.rev,
    startChar: entry.start_char,
    endChar: entry.end_char,
    quote: entry.quote,
    state: entry.state,
  }))

function stateOfNew(
  ctx: Ctx,
  section: SectionSpec,
  { value, people, fields, grounded }: JudgedItem,
): ItemState {
  const by = userId(ctx)
  const isProven = !needsEvidence(section, value) || grounded.evidenceState !== 'unsupported'
  const decided = { pointer: '', value: null, locked_by: by }
  return {
    ...grounded,
    value,
    people,
    reviewState: isProven ? 'accepted' : 'proposed',
    overrideNote: null,
    decidedBy: isProven ? by : null,
    decidedAt: isProven ? new Date().toISOString() : null,
    locks: [...lockFields([], fields, value, by), ...(isProven ? [decided] : [])],
  }
}
