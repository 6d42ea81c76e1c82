import { For, type JSX, onMount, Show } from 'solid-js'
import type { ItemView } from '../../../../server/modules/analysis/contract.ts'
import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'
import { t } from '../../../i18n/index.ts'
import { me } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Badge } from '../../../ui/display/badge.tsx'
import { otherDecider } from '../review/review-state.ts'
import { toInput } from './edit-values.ts'
import { Detail } from './field-content.tsx'

/** What somebody else made of the item while its form was open, and the choice that leaves. */
export function ItemConflict(props: {
  opened: ItemView
  now: ItemView
  fields: readonly FieldView[]
  busy: boolean
  onSaveMine: () => void
  onTakeTheirs: () => void
}): JSX.Element {
  const by = (): string | undefined => otherDecider(props.now, me()?.user.id)
  const changed = (): FieldView[] =>
    props.fields.filter(
      ({ name }) => toInput(props.now.value[name]) !== toInput(props.opened.value[name]),
    )
  let panel: HTMLDivElement | undefined
  onMount(() => panel?.scrollIntoView({ block: 'nearest' }))
  return (
    <div
      ref={(element) => {
        panel = element
      }}
      class="item-conflict"
    >
      <div class="item-conflict-words" role="alert">
        <p>
          <Show when={by()} fallback={t('item.overtaken')}>
            {(name) => t('item.overtakenBy', { name: name() })}
          </Show>
        </p>
        <p class="item-conflict-now">
          {t('item.now')}
          <Badge>{t(`items.status.${props.now.reviewState}`)}</Badge>
        </p>
        <Show when={changed().length > 0}>
          <dl class="item-details">
            <For each={changed()}>
              {(field) => <Detail field={field} value={props.now.value[field.name]} />}
            </For>
          </dl>
        </Show>
      </div>
      <div class="item-form-buttons">
        <Button size="small" look="primary" busy={props.busy} onClick={() => props.onSaveMine()}>
          {t('item.saveMine')}
        </Button>
        <Button size="small" onClick={() => props.onTakeTheirs()}>
          {t('item.takeTheirs')}
        </Button>
      </div>
    </div>
  )
}
