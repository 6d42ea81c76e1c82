import { For, type JSX, Show } from 'solid-js'
import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'
import { inLocale, t } from '../../../i18n/index.ts'
import { Badge } from '../../../ui/display/badge.tsx'
import { Detail } from './field-content.tsx'
import { fieldText } from './field-text.ts'
import { isShort, sideFields, toneOfValue } from './format-field.ts'
import type { ItemProps } from './item-props.ts'
import './item.css'

function Pill(props: { field: FieldView; value: unknown }): JSX.Element {
  const words = (): string | undefined => {
    const text = fieldText(props.field, props.value)
    return text && props.field.format === 'date' ? t('items.due', { day: text }) : text
  }
  return (
    <Show when={words()}>
      <span class="pill" title={inLocale(props.field.title)}>
        <Badge tone={toneOfValue(props.field, props.value)}>
          <span class="hidden-words">{inLocale(props.field.title)}: </span>
          {words()}
        </Badge>
      </span>
    </Show>
  )
}

/** People, days and choices as pills; what the section ranks by comes elsewhere. */
export function ItemPills(props: ItemProps): JSX.Element {
  const fields = (): FieldView[] =>
    sideFields(props.view).filter((field) => isShort(field) && field.name !== props.view.priority)
  return (
    <For each={fields()}>
      {(field) => <Pill field={field} value={props.item.value[field.name]} />}
    </For>
  )
}

export function ItemPriority(props: ItemProps): JSX.Element {
  const field = (): FieldView | undefined =>
    props.view.fields.find((one) => one.name === props.view.priority)
  return (
    <Show when={field()}>
      {(known) => <Pill field={known()} value={props.item.value[known().name]} />}
    </Show>
  )
}

/** Longer answers with their names before them. */
export function ItemDetails(props: ItemProps & { all?: boolean }): JSX.Element {
  const details = (): FieldView[] =>
    sideFields(props.view)
      .filter((field) => props.all || !isShort(field))
      .filter((field) => fieldText(field, props.item.value[field.name]))
  return (
    <Show when={details().length > 0}>
      <dl class="item-details">
        <For each={details()}>
          {(field) => <Detail field={field} value={props.item.value[field.name]} />}
        </For>
      </dl>
    </Show>
  )
}
