import { createVirtualizer } from '@tanstack/solid-virtual'
import { createEffect, createMemo, For, type JSX, on, Show } from 'solid-js'
import type {
  SegmentView,
  TranscriptView,
} from '../../../../server/modules/transcription/contract.ts'
import { wordClock } from '../../../i18n/format.ts'
import { t } from '../../../i18n/index.ts'
import { toneOfOrder } from '../../../ui/display/name-tone.ts'
import { useMeeting } from '../meeting-context.ts'
import { findQuote, markParts, type MarkRange } from './mark-parts.ts'
import { createMarkAim } from './scroll-to-mark.ts'
import type { Find } from './transcript-pane.tsx'

const guessedRowPx = 70

interface Speaker {
  name: string
  tone: number
}

function createRanges(segments: () => readonly SegmentView[], find: Find) {
  const { review } = useMeeting()
  const foundIn = createMemo(() => {
    const byRow = new Map<number, MarkRange[]>()
    for (const [at, match] of find.matches().entries()) {
      const range: MarkRange = {
        start: match.start,
        end: match.end,
        kind: at === find.at() ? 'find-current' : 'find',
      }
      byRow.set(match.index, [...(byRow.get(match.index) ?? []), range])
    }
    return byRow
  })
  const shownRow = createMemo((): number => {
    const shown = review.shown()
    if (!shown) return -1
    return segments().findIndex((segment) => segment.segmentId === shown.evidence.segmentId)
  })
  const rangesOf = (index: number): MarkRange[] => {
    const found = foundIn().get(index) ?? []
    const shown = review.shown()
    const segment = segments()[index]
    if (!shown || !segment || index !== shownRow()) return found
    const place = findQuote(segment.text, shown.evidence)
    return place ? [...found, { ...place, kind: 'evidence' }] : found
  }
  return { shownRow, rangesOf }
}

function Segment(props: {
  segment: SegmentView
  speaker: Speaker | undefined
  /** The same person goes on speaking: the name is not repeated. */
  goesOn: boolean
  isShown: boolean
  ranges: MarkRange[]
}): JSX.Element {
  const lost = (): boolean =>
    props.isShown && !props.ranges.some((range) => range.kind === 'evidence')
  return (
    <div
      class="segment-row"
      classList={{ 'segment-shown': props.isShown, 'segment-on': props.goesOn }}
    >
      <span class="segment-time figures">
        {props.segment.startMs === null
          ? props.segment.segmentId
          : wordClock(props.segment.startMs)}
      </span>
      <div class="segment-said">
        <p
          class="segment-speaker"
          classList={{ 'hidden-words': props.goesOn }}
          data-speaker={props.speaker?.tone}
        >
          {props.speaker?.name ?? t('transcript.unknown')}
        </p>
        <p class="segment-text">
          <For each={markParts(props.segment.text, props.ranges)}>
            {(part) => (
              <Show when={part.kinds.length > 0} fallback={part.text}>
                <mark
                  class={part.kinds.map((kind) => `mark-${kind}`).join(' ')}
                  data-evidence={part.kinds.includes('evidence') ? '' : undefined}
                >
                  {part.text}
                </mark>
              </Show>
            )}
          </For>
        </p>
        <Show when={lost()}>
          <p class="segment-lost" data-evidence="">
            {t('evidence.moved')}
          </p>
        </Show>
      </div>
    </div>
  )
}

export function TranscriptList(props: {
  transcript: TranscriptView
  find: Find
  onFirstVisible: (index: number) => void
}): JSX.Element {
  const { review } = useMeeting()
  let pane: HTMLDivElement | undefined
  const segments = (): SegmentView[] => props.transcript.data
  const speakers = createMemo(
    () =>
      new Map(
        props.transcript.speakers.map((speaker, order): [number, Speaker] => [
          speaker.id,
          { name: speaker.name, tone: toneOfOrder(order) },
        ]),
      ),
  )
  const speakerOf = (segment: SegmentView | undefined): Speaker | undefined =>
    segment?.speakerId == null ? undefined : speakers().get(segment.speakerId)
  const { shownRow, rangesOf } = createRanges(segments, props.find)

  const virtualizer = createVirtualizer({
    get count() {
      return segments().length
    },
    getScrollElement: () => pane ?? null,
    estimateSize: () => guessedRowPx,
    getItemKey: (index) => segments()[index]?.segmentId ?? index,
    overscan: 6,
    paddingStart: 8,
    paddingEnd: 24,
  })
  const aimAt = createMarkAim(() => pane)
  const aimAtRow = (row: number, selector: string): void =>
    aimAt(selector, () => virtualizer.scrollToIndex(row, { align: 'center' }))

  createEffect(
    on(
      () => review.shown(),
      (shown) => {
        if (shown && shownRow() >= 0) aimAtRow(shownRow(), '[data-evidence]')
      },
    ),
  )
  createEffect(
    on(
      () => [props.find.words(), props.find.at()] as const,
      () => {
        const match = props.find.current()
        if (match) aimAtRow(match.index, '.mark-find-current')
      },
      { defer: true },
    ),
  )
  createEffect(() => {
    const first = virtualizer.getVirtualItems()[0]
    if (first) props.onFirstVisible(first.index)
  })

  return (
    <div
      class="transcript-scroll"
      ref={(element) => {
        pane = element
      }}
      tabindex="0"
      role="region"
      aria-label={t('transcript.list')}
    >
      <div class="transcript-list" style={{ height: `${virtualizer.getTotalSize()}px` }}>
        <For each={virtualizer.getVirtualItems()}>
          {(row) => (
            <Show when={segments()[row.index]}>
              {(segment) => (
                <div
                  class="transcript-row"
                  data-index={row.index}
                  ref={(element) => queueMicrotask(() => virtualizer.measureElement(element))}
                  style={{ transform: `translateY(${row.start}px)` }}
                >
                  <Segment
                    segment={segment()}
                    speaker={speakerOf(segment())}
                    goesOn={
                      row.index > 0 &&
                      segment().speakerId !== null &&
                      segments()[row.index - 1]?.speakerId === segment().speakerId
                    }
                    isShown={row.index === shownRow()}
                    ranges={rangesOf(row.index)}
                  />
                </div>
              )}
            </Show>
          )}
        </For>
      </div>
    </div>
  )
}
