import { createVirtualizer } from '@tanstack/solid-virtual'
import Locate from 'lucide-solid/icons/locate-fixed'
import { createEffect, createMemo, For, type JSX, on, Show } from 'solid-js'
import type {
  SegmentView,
  TranscriptView,
} from '../../../../server/modules/transcription/contract.ts'
import { t } from '../../../i18n/index.ts'
import { SelectionButton } from '../adding/selection-button.tsx'
import { useMeeting } from '../meeting-context.ts'
import { createFollow } from './follow.ts'
import { findQuote, type MarkRange } from './mark-parts.ts'
import { createRowFocus } from './row-focus.ts'
import { createMarkAim } from './scroll-to-mark.ts'
import { SegmentRow, type Speaker } from './segment-row.tsx'
import type { Find } from './find.ts'

const guessedRowPx = 70

function createRanges(segments: () => readonly SegmentView[], find: Find, isCited: () => boolean) {
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
    if (!shown || !isCited()) return -1
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

interface ListProps {
  transcript: TranscriptView
  /** It is not the one that the result cites: it is only read. */
  isOther: boolean
  canPlay: boolean
  find: Find
  onFirstVisible: (index: number) => void
}

/** The rows that are drawn, and scrolling to one that may not be drawn yet. */
function createRows(count: () => number, keyOf: (index: number) => number) {
  let pane: HTMLDivElement | undefined
  const virtualizer = createVirtualizer({
    get count() {
      return count()
    },
    getScrollElement: () => pane ?? null,
    estimateSize: () => guessedRowPx,
    getItemKey: keyOf,
    overscan: 6,
    paddingStart: 8,
    paddingEnd: 24,
  })
  const aimAt = createMarkAim(() => pane)
  return {
    pane: (): HTMLDivElement | undefined => pane,
    setPane: (element: HTMLDivElement): void => {
      pane = element
    },
    virtualizer,
    find: (row: number): HTMLElement | null =>
      pane?.querySelector<HTMLElement>(`[data-index="${row}"]`) ?? null,
    aimAt: (row: number, selector: string): void =>
      aimAt(selector, () => virtualizer.scrollToIndex(row, { align: 'center' })),
  }
}

/** Scrolls to what is heard, cited, revealed or found, and keeps the focus of the keyboard. */
function createScrolling(
  props: ListProps,
  {
    rows,
    shownRow,
    spokenRow,
  }: {
    rows: ReturnType<typeof createRows>
    shownRow: () => number
    spokenRow: () => number
  },
) {
  const { review, adding } = useMeeting()
  const { virtualizer } = rows
  const segments = (): SegmentView[] => props.transcript.data
  const follow = createFollow({
    pane: rows.pane,
    findRow: rows.find,
    jumpTo: (row) => rows.aimAt(row, `[data-index="${row}"]`),
    spokenRow,
  })
  const rowFocus = createRowFocus({
    findRow: rows.find,
    scrollTo: (row) => virtualizer.scrollToIndex(row, { align: 'auto' }),
    count: () => segments().length,
    firstDrawn: () => virtualizer.getVirtualItems()[0]?.index ?? 0,
    lastDrawn: () => virtualizer.getVirtualItems().at(-1)?.index ?? 0,
  })
  createEffect(
    on(
      () => review.shown(),
      (shown) => {
        if (shown && shownRow() >= 0) rows.aimAt(shownRow(), '[data-evidence]')
      },
    ),
  )
  createEffect(
    on(adding.revealed, (revealed) => {
      const row = segments().findIndex(({ segmentId }) => segmentId === revealed?.segmentId)
      if (row < 0) return
      follow.leave()
      rowFocus.focus(row, 'menu')
    }),
  )
  createEffect(
    on(
      () => [props.find.words(), props.find.at()] as const,
      () => {
        const match = props.find.current()
        if (!match) return
        follow.leave()
        rows.aimAt(match.index, '.mark-find-current')
      },
      { defer: true },
    ),
  )
  createEffect(() => {
    const first = virtualizer.getVirtualItems()[0]
    if (first) props.onFirstVisible(first.index)
  })
  return { follow, rowFocus }
}

export function TranscriptList(props: ListProps): JSX.Element {
  const { player } = useMeeting()
  const segments = (): SegmentView[] => props.transcript.data
  const speakers = createMemo(
    () =>
      new Map(props.transcript.speakers.map((speaker): [number, Speaker] => [speaker.id, speaker])),
  )
  const speakerOf = ({ speakerId }: SegmentView): Speaker | undefined =>
    speakerId === null ? undefined : speakers().get(speakerId)
  /** The segment goes on with the speaker of the one before it. */
  const isContinued = (index: number): boolean => {
    const speakerId = segments()[index]?.speakerId ?? null
    return index > 0 && speakerId !== null && segments()[index - 1]?.speakerId === speakerId
  }
  const { shownRow, rangesOf } = createRanges(segments, props.find, () => !props.isOther)
  const spokenRow = (): number => (props.isOther ? -1 : player.spokenRow())
  const rows = createRows(
    () => segments().length,
    (index) => segments()[index]?.segmentId ?? index,
  )
  const { virtualizer } = rows
  const { follow, rowFocus } = createScrolling(props, { rows, shownRow, spokenRow })
  return (
    <div class="transcript-frame">
      <div
        class="transcript-scroll"
        ref={rows.setPane}
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
                    onFocusIn={() => rowFocus.setStop(row.index)}
                    on:keydown={{
                      capture: true,
                      handleEvent: (event) => rowFocus.onKeyDown(event, row.index),
                    }}
                  >
                    <SegmentRow
                      segment={segment()}
                      speaker={speakerOf(segment())}
                      isContinued={isContinued(row.index)}
                      isShown={row.index === shownRow()}
                      isSpoken={row.index === spokenRow()}
                      isStop={row.index === rowFocus.stop()}
                      ranges={rangesOf(row.index)}
                      isReadOnly={props.isOther}
                      canPlay={props.canPlay}
                    />
                  </div>
                )}
              </Show>
            )}
          </For>
        </div>
      </div>
      <Show when={!props.isOther}>
        <SelectionButton pane={rows.pane} />
      </Show>
      <Show when={follow.isAway()}>
        <button type="button" class="transcript-follow" onClick={follow.follow}>
          <Locate />
          {t('player.follow')}
        </button>
      </Show>
    </div>
  )
}
