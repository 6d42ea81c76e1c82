import { For, type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import type { ItemView } from '../../../../server/modules/analysis/contract.ts'
import { t } from '../../../i18n/index.ts'
import { useResult } from '../result-context.ts'
import { isOnlyLikely } from '../review/review-state.ts'
import { EvidenceChips, ShownQuote } from './evidence-chip.tsx'
import { ItemEditor } from './item-editor.tsx'
import { describeLock } from './item-actions.tsx'
import type { ItemProps } from './item-props.ts'
import { ItemProposal } from './item-proposal.tsx'
import { OverrideNote } from './override-note.tsx'
import './item.css'

/** The frame of every item, whatever renders it; keys move to it and act on it. */
export function ItemFrame(props: {
  item: ItemView
  as: 'li' | 'tr' | 'article'
  class: string
  children: JSX.Element
}): JSX.Element {
  const { review } = useResult()
  const isCurrent = (): boolean => review.current() === props.item.id
  const takesTab = (): boolean =>
    isCurrent() || (review.current() === undefined && review.itemIds()[0] === props.item.id)
  return (
    <Dynamic
      component={props.as}
      id={`item-${props.item.id}`}
      role={props.as === 'tr' ? 'row' : undefined}
      class={`item item-${props.item.reviewState} ${props.class}`}
      classList={{ 'item-current': isCurrent() }}
      tabindex={takesTab() ? 0 : -1}
      data-item={props.item.id}
      data-state={props.item.reviewState}
      aria-current={isCurrent() ? 'true' : undefined}
      onFocusIn={() => review.setCurrent(props.item.id)}
      onKeyDown={(event: KeyboardEvent & { currentTarget: HTMLElement }) => {
        if (event.key !== 'Enter' || event.target !== event.currentTarget) return
        event.preventDefault()
        review.showEvidence(props.item.id, 0)
      }}
    >
      {props.children}
    </Dynamic>
  )
}

/** Names that stood in an accepted item and are others now. */
const acceptedNames = ({ refs }: ItemView): string[] => [
  ...new Set(Object.values(refs).flatMap(({ acceptedAs }) => acceptedAs ?? [])),
]

/** Below the text: the proof, what holds the item, and the form that is open on it. */
export function ItemFoot(props: ItemProps & { children?: JSX.Element }): JSX.Element {
  const { review, store } = useResult()
  return (
    <>
      <div class="item-meta">
        {props.children}
        <Show when={isOnlyLikely(props.item, store.state.artifact?.run?.provider)}>
          <span class="item-likely" title={t('item.likelyWhy')}>
            {t('item.likely')}
          </span>
        </Show>
        <EvidenceChips item={props.item} />
        <Show when={describeLock(props.item)}>
          {(words) => <span class="item-note">{words()}</span>}
        </Show>
        <For each={acceptedNames(props.item)}>
          {(name) => <span class="item-note">{t('item.acceptedAs', { name })}</span>}
        </For>
        <Show when={props.item.stale}>
          <span class="item-note item-stale">{t('item.stale')}</span>
        </Show>
      </div>
      <Show when={props.item.overrideNote}>
        {(note) => <p class="item-override">{t('item.note', { note: note() })}</p>}
      </Show>
      <ItemProposal item={props.item} view={props.view} />
      <ShownQuote item={props.item} />
      <Show when={review.noting() === props.item.id}>
        <OverrideNote itemId={props.item.id} />
      </Show>
      <Show when={review.editing() === props.item.id}>
        <ItemEditor item={props.item} view={props.view} />
      </Show>
    </>
  )
}
