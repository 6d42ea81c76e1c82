import type { Citation, ItemValue, LoadedPack, SectionSpec } from '../../../plugins/engine/index.ts'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { claimantOf } from '../../platform/fair-gate.ts'
import type { ReferenceRow } from '../analysis/index.ts'
import type { MeetingRow } from '../meetings/index.ts'
import type { SpokenSegment } from '../transcription/index.ts'
import type { ReviewDeps } from './deps.ts'
import type { ItemState } from './repo/items.ts'
import type { OpenItem } from './open-item.ts'

export type Grounded = Pick<ItemState, 'evidenceState' | 'evidence'>

interface GroundingInput {
  /** Its client counts as known even if nobody names it. */
  meeting: Pick<MeetingRow, 'client_name'>
  pack: LoadedPack
  section: SectionSpec
  value: ItemValue
  citations: Citation[]
}

/** Finds the cited words in the segments and judges how well they support the value. */
export async function ground(
  deps: ReviewDeps,
  ctx: Ctx,
  { meeting, pack, section, value, citations }: GroundingInput,
  segments: SpokenSegment[],
): Promise<Grounded | null> {
  const speakers = new Map(segments.map((segment) => [segment.ordinal, segment.speakerId]))
  const items = [{ section: section.name, value, citations }]
  const [grounded] = await deps.judge.ground(
    claimantOf(ctx),
    pack,
    items,
    segments,
    meeting.client_name === null ? [] : [meeting.client_name],
  )
  if (!grounded) return null
  return {
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
  }
}

/** Throws `invalid_request` for values that do not fit. A name that comes from a reference may have any length. */
export async function refuseInvalid(
  deps: ReviewDeps,
  ctx: Ctx,
  { pack, section }: Pick<OpenItem, 'pack' | 'section'>,
  value: ItemValue,
  people: ReferenceRow[],
): Promise<void> {
  const items = [{ section: section.name, value }]
  const [found = []] = await deps.judge.judge(claimantOf(ctx), pack, items)
  const following = new Set(people.map(({ pointer }) => pointer))
  const faults = found.filter(({ pointer }) => !following.has(pointer))
  if (faults.length === 0) return
  throw new AppError(
    'invalid_request',
    'The item does not fit its scenario; the list says where. Nothing was changed.',
    faults.map(({ pointer, detail }) => ({
      pointer: `/value${pointer}`,
      detail,
      inRussian: 'не соответствует схеме сценария',
    })),
    {},
    'Пункт не соответствует сценарию; где именно, сказано в списке. Ничего не изменено.',
  )
}
