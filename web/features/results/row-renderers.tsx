import { For, type JSX } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { ItemActions, Tick } from './item/item-actions.tsx'
import { ItemDetails, ItemPills, ItemPriority } from './item/item-fields.tsx'
import { fieldText } from './item/field-text.ts'
import { ItemFoot, ItemFrame } from './item/item-frame.tsx'
import type { ItemProps } from './item/item-props.ts'
import { textOf } from './item/format-field.ts'
import type { ShownSection } from './shown-sections.ts'
import './renderers.css'

export interface RendererProps {
  section: ShownSection
}

function ListRow(props: ItemProps): JSX.Element {
  return (
    <ItemFrame item={props.item} as="li" class="row">
      <Tick item={props.item} />
      <div class="row-body">
        <div class="row-head">
          <p class="item-text">{textOf(props.view, props.item.value)}</p>
          <ItemPriority {...props} />
        </div>
        <ItemDetails {...props} />
        <ItemFoot {...props}>
          <ItemPills {...props} />
        </ItemFoot>
      </div>
      <ItemActions item={props.item} />
    </ItemFrame>
  )
}

export function ListRenderer(props: RendererProps): JSX.Element {
  return (
    <ul class="sheet">
      <For each={props.section.items}>
        {(item) => <ListRow item={item} view={props.section.view} />}
      </For>
    </ul>
  )
}

/** The field that says when: a day before the words it was said in. */
function whenOf(props: ItemProps): string | undefined {
  const dated = props.view.fields.filter(
    (field) => field.format === 'date' || field.format === 'date-time',
  )
  const spoken = props.view.fields.filter((field) => /(?:when|due|time).*text$/i.test(field.name))
  for (const field of [...dated, ...spoken]) {
    const words = fieldText(field, props.item.value[field.name])
    if (words) return words
  }
  return undefined
}

function TimelineRow(props: ItemProps): JSX.Element {
  const withoutWhen = (): ItemProps['view'] => ({
    ...props.view,
    fields: props.view.fields.filter(
      (field) =>
        field.format !== 'date' &&
        field.format !== 'date-time' &&
        !/(?:when|due|time).*text$/i.test(field.name),
    ),
  })
  return (
    <ItemFrame item={props.item} as="li" class="moment">
      <span class="moment-when figures">{whenOf(props) ?? t('item.notSaid')}</span>
      <span class="moment-line" aria-hidden="true" />
      <Tick item={props.item} />
      <div class="moment-body">
        <p class="item-text">{textOf(props.view, props.item.value)}</p>
        <ItemDetails item={props.item} view={withoutWhen()} />
        <ItemFoot {...props}>
          <ItemPills item={props.item} view={withoutWhen()} />
        </ItemFoot>
      </div>
      <ItemActions item={props.item} />
    </ItemFrame>
  )
}

export function TimelineRenderer(props: RendererProps): JSX.Element {
  return (
    <ol class="sheet timeline">
      <For each={props.section.items}>
        {(item) => <TimelineRow item={item} view={props.section.view} />}
      </For>
    </ol>
  )
}
