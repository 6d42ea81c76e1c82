import { For, type JSX, Show } from 'solid-js'
import type { CoverageView } from '../../../../server/modules/analysis/contract.ts'
import { t } from '../../../i18n/index.ts'
import { useMeeting } from '../meeting-context.ts'
import { coverageCells } from './coverage-cells.ts'
import { gapStarts, uncitedInCell } from './gaps.ts'

const maxCells = 56

/** What the items cite. What they do not leads to its place in the transcript, where it can be added. */
export function CoverageStrip(props: { coverage: CoverageView }): JSX.Element {
  const { adding } = useMeeting()
  const cells = () =>
    coverageCells(props.coverage.segmentCount, props.coverage.citedSegmentIds, maxCells)
  const revealCell = (cell: number): void => {
    const { segmentCount, citedSegmentIds } = props.coverage
    const id = uncitedInCell(cell, cells().length, segmentCount, citedSegmentIds)
    if (id !== undefined) adding.reveal(id)
  }
  return (
    <div class="strip" role="img" aria-label={t('coverage.strip')}>
      <For each={cells()}>
        {(cell, at) => (
          <span
            class={`strip-${cell}`}
            classList={{ 'strip-gap': cell !== 'cited' }}
            onClick={() => revealCell(at())}
          />
        )}
      </For>
    </div>
  )
}

/** Walks from gap to gap, for those who do not point at the strip. */
export function NextGap(props: { coverage: CoverageView }): JSX.Element {
  const { adding } = useMeeting()
  const starts = (): number[] =>
    gapStarts(props.coverage.segmentCount, props.coverage.citedSegmentIds)
  const revealNext = (): void => {
    const from = adding.revealed()?.segmentId ?? 0
    const next = starts().find((id) => id > from) ?? starts()[0]
    if (next !== undefined) adding.reveal(next)
  }
  return (
    <Show when={adding.mayAdd() && starts().length > 0}>
      <button type="button" class="link" onClick={revealNext}>
        {t('adding.nextGap')}
      </button>
    </Show>
  )
}
