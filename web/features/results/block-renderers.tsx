import { For, type JSX } from 'solid-js'
import type { FieldView } from '../../../server/modules/scenarios/contract.ts'
import { Detail } from './item/field-content.tsx'
import { fieldText } from './item/field-text.ts'
import { textOf } from './item/format-field.ts'
import { ItemActions, Tick } from './item/item-actions.tsx'
import { ItemDetails, ItemPills, ItemPriority } from './item/item-fields.tsx'
import { ItemFoot, ItemFrame } from './item/item-frame.tsx'
import type { ItemProps } from './item/item-props.ts'
import type { RendererProps } from './row-renderers.tsx'
import './renderers.css'

function Card(props: ItemProps): JSX.Element {
  return (
    <ItemFrame item={props.item} as="li" class="card">
      <Tick item={props.item} />
      <div class="card-body">
        <p class="item-text">{textOf(props.view, props.item.value)}</p>
        <ItemDetails {...props} />
        <ItemFoot {...props}>
          <ItemPriority {...props} />
          <ItemPills {...props} />
        </ItemFoot>
      </div>
      <ItemActions item={props.item} />
    </ItemFrame>
  )
}

export function CardsRenderer(props: RendererProps): JSX.Element {
  return (
    <ul class="card-grid">
      <For each={props.section.items}>
        {(item) => <Card item={item} view={props.section.view} />}
      </For>
    </ul>
  )
}

function Facts(props: ItemProps): JSX.Element {
  const said = (): FieldView[] =>
    props.view.fields.filter((field) => fieldText(field, props.item.value[field.name]))
  return (
    <ItemFrame item={props.item} as="article" class="row">
      <Tick item={props.item} />
      <div class="row-body">
        <dl class="facts">
          <For each={said()}>
            {(field) => <Detail field={field} value={props.item.value[field.name]} />}
          </For>
        </dl>
        <ItemFoot {...props} />
      </div>
      <ItemActions item={props.item} />
    </ItemFrame>
  )
}

export function KeyValueRenderer(props: RendererProps): JSX.Element {
  return (
    <div class="sheet">
      <For each={props.section.items}>
        {(item) => <Facts item={item} view={props.section.view} />}
      </For>
    </div>
  )
}

function Prose(props: ItemProps): JSX.Element {
  return (
    <ItemFrame item={props.item} as="article" class="row">
      <Tick item={props.item} />
      <div class="row-body">
        <p class="item-text prose">{textOf(props.view, props.item.value)}</p>
        <ItemDetails {...props} all />
        <ItemFoot {...props} />
      </div>
      <ItemActions item={props.item} />
    </ItemFrame>
  )
}

export function ProseRenderer(props: RendererProps): JSX.Element {
  return (
    <div class="sheet">
      <For each={props.section.items}>
        {(item) => <Prose item={item} view={props.section.view} />}
      </For>
    </div>
  )
}
