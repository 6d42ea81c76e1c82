import Check from 'lucide-solid/icons/check'
import Lock from 'lucide-solid/icons/lock'
import Pencil from 'lucide-solid/icons/pencil'
import Undo from 'lucide-solid/icons/undo-2'
import X from 'lucide-solid/icons/x'
import { type JSX, Show } from 'solid-js'
import type { ItemView } from '../../../../server/modules/analysis/contract.ts'
import { t } from '../../../i18n/index.ts'
import { IconButton } from '../../../ui/control/button.tsx'
import { useResult } from '../result-context.ts'
import { isUndecided } from '../review/review-state.ts'
import './item.css'

export function describeLock(item: ItemView): string | undefined {
  if (!item.locked) return undefined
  const what = t(item.edited ? 'item.locked.edited' : 'item.locked.decided')
  return item.decidedBy ? t('item.by', { what, name: item.decidedBy.name }) : what
}

export function Tick(props: { item: ItemView }): JSX.Element {
  const { review } = useResult()
  const isAccepted = (): boolean => props.item.reviewState === 'accepted'
  return (
    <button
      type="button"
      class="tick"
      classList={{ 'tick-rejected': props.item.reviewState === 'rejected' }}
      role="checkbox"
      aria-checked={isAccepted()}
      aria-label={isAccepted() ? t('item.accepted') : t('item.accept')}
      disabled={!review.mayReview()}
      onClick={() =>
        isAccepted() ? review.decide(props.item.id, 'reopen') : review.accept(props.item.id)
      }
    >
      <Show when={isAccepted()}>
        <Check />
      </Show>
      <Show when={props.item.reviewState === 'rejected'}>
        <X />
      </Show>
    </button>
  )
}

/** Seen on hover and focus, and always on touch. */
export function ItemActions(props: { item: ItemView }): JSX.Element {
  const { review } = useResult()
  const { item } = { item: () => props.item }
  return (
    <div class="item-actions">
      <Show when={item().locked}>
        <span class="item-lock" title={describeLock(item())}>
          <Lock />
        </span>
      </Show>
      <Show when={review.mayReview()}>
        <span class="item-buttons">
          <Show
            when={isUndecided(item())}
            fallback={
              <>
                <Show when={item().stale && item().reviewState === 'accepted'}>
                  <IconButton
                    class="item-accept"
                    label={t('item.acceptAgain')}
                    keyHint="a"
                    onClick={() => review.accept(item().id)}
                  >
                    <Check />
                  </IconButton>
                </Show>
                <IconButton
                  label={t('item.reopen')}
                  onClick={() => review.decide(item().id, 'reopen')}
                >
                  <Undo />
                </IconButton>
              </>
            }
          >
            <IconButton
              class="item-accept"
              label={t('item.accept')}
              keyHint="a"
              onClick={() => review.accept(item().id)}
            >
              <Check />
            </IconButton>
          </Show>
          <IconButton
            label={t('item.edit')}
            keyHint="e"
            onClick={() => review.setEditing(item().id)}
          >
            <Pencil />
          </IconButton>
          <Show when={isUndecided(item())}>
            <IconButton
              label={t('item.reject')}
              keyHint="x"
              onClick={() => review.decide(item().id, 'reject')}
            >
              <X />
            </IconButton>
          </Show>
        </span>
      </Show>
    </div>
  )
}
