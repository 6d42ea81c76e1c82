import { For, type JSX } from 'solid-js'
import type { CoverageView } from '../../../../server/modules/analysis/contract.ts'
import { t } from '../../../i18n/index.ts'
import { coverageCells } from './coverage-cells.ts'

const mostCells = 56

export function CoverageStrip(props: { coverage: CoverageView }): JSX.Element {
  return (
    <div class="strip" role="img" aria-label={t('coverage.strip')}>
      <For
        each={coverageCells(props.coverage.segmentCount, props.coverage.citedSegmentIds, mostCells)}
      >
        {(cell) => <span class={`strip-${cell}`} />}
      </For>
    </div>
  )
}
