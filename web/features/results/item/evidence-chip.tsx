import CircleHelp from 'lucide-solid/icons/circle-question-mark'
import Quote from 'lucide-solid/icons/quote'
import { createUniqueId, For, type JSX, Show } from 'solid-js'
import type { EvidenceView, ItemView } from '../../../../server/modules/analysis/contract.ts'
import { formatClock } from '../../../i18n/format.ts'
import { t } from '../../../i18n/index.ts'
import { useResult } from '../result-context.ts'
import './evidence-chip.css'

function formatPlace(evidence: EvidenceView, shortName: string | null): string {
  const place =
    evidence.startMs === null
      ? t('evidence.utterance', { count: evidence.segmentId })
      : formatClock(evidence.startMs)
  if (evidence.state === 'weak') return `${place} ${t('evidence.weak')}`
  return shortName ? `${place} ${shortName}` : place
}

function EvidenceChip(props: {
  itemId: string
  index: number
  evidence: EvidenceView
}): JSX.Element {
  const { review, player, shortNameOf, isReadOnly } = useResult()
  const where = (): string => formatPlace(props.evidence, shortNameOf(props.evidence))
  const tipId = createUniqueId()
  const isShown = (): boolean => {
    const shown = review.shown()
    return shown?.itemId === props.itemId && shown.index === props.index
  }
  /** Filled while it is heard; without a recording, as long as it is shown. */
  const isFilled = (): boolean =>
    player.isReady() ? player.isPlayingEvidence(props.itemId, props.index) : isShown()
  return (
    <span class="evidence">
      <button
        type="button"
        class={`evidence-chip evidence-${props.evidence.state}`}
        classList={{ 'evidence-shown': isFilled(), 'evidence-open': isShown() && !isFilled() }}
        aria-label={`${where()}. ${t(isReadOnly ? 'evidence.quoted' : 'evidence.show', { quote: props.evidence.quote })}`}
        aria-pressed={isShown()}
        data-quote={props.evidence.quote}
        onClick={() => review.showEvidence(props.itemId, props.index)}
      >
        <Quote />
        <span class="evidence-where figures" aria-hidden="true">
          {where()}
        </span>
      </button>
      <Show when={!isShown()}>
        <span class="evidence-tip" id={tipId} role="presentation" aria-hidden="true">
          {props.evidence.quote}
        </span>
      </Show>
    </span>
  )
}

/** What proves an item: a chip for each quote, or one that says that there is none. */
export function EvidenceChips(props: { item: ItemView }): JSX.Element {
  return (
    <>
      <For each={props.item.evidence}>
        {(evidence, index) => (
          <EvidenceChip itemId={props.item.id} index={index()} evidence={evidence} />
        )}
      </For>
      <Show when={props.item.evidenceState === 'unsupported'}>
        <span class="evidence-chip evidence-unsupported">
          <CircleHelp />
          {t('evidence.unsupported')}
        </span>
      </Show>
    </>
  )
}

export function ShownQuote(props: { item: ItemView }): JSX.Element {
  const { review } = useResult()
  const quote = (): string | undefined => {
    const shown = review.shown()
    return shown?.itemId === props.item.id ? props.item.evidence[shown.index]?.quote : undefined
  }
  return (
    <Show when={quote()}>
      {(words) => <blockquote class="quote">{t('evidence.quoted', { quote: words() })}</blockquote>}
    </Show>
  )
}
