import { For, type JSX, Show } from 'solid-js'
import type { FieldView } from '../../../server/modules/scenarios/contract.ts'
import { inLocale, t } from '../../i18n/index.ts'
import { Badge } from '../../ui/display/badge.tsx'
import { textOf, toneOfValue } from './item/format-field.ts'
import { ItemActions, Tick } from './item/item-actions.tsx'
import { ItemDetails, ItemPills } from './item/item-fields.tsx'
import { fieldText } from './item/field-text.ts'
import { ItemFoot, ItemFrame } from './item/item-frame.tsx'
import type { ItemProps } from './item/item-props.ts'
import { dotsOf, gradeField, subjectField } from './score-fields.ts'
import type { RendererProps } from './row-renderers.tsx'
import './renderers.css'
import './score.css'

/** Without a scale of its own: numbers up to this are drawn as dots, greater ones (votes) stay numbers. */
const maxDots = 3

/** A grade of a scale that is too long for dots says how long it is. */
const formatGrade = ({ minimum, maximum }: FieldView, text: string): string =>
  minimum === null || maximum === null || maximum - minimum > longestScale
    ? text
    : `${text} / ${maximum}`

/** Beyond it a number is an amount, and no grade. */
const longestScale = 100

interface GradeProps {
  field: FieldView
  value: unknown
}

function Dots(props: { level: number; count: number }): JSX.Element {
  return (
    <span
      class="score-dots"
      role="img"
      aria-label={t('transcript.matches', { at: props.level, count: props.count })}
    >
      <For each={Array.from({ length: props.count }, (_, at) => at)}>
        {(at) => <span class="score-dot" classList={{ 'score-dot-on': at < props.level }} />}
      </For>
    </span>
  )
}

function Lamp(props: GradeProps): JSX.Element {
  const words = (): string | undefined => fieldText(props.field, props.value)
  return (
    <span class="score-grade" title={inLocale(props.field.title)}>
      <Badge tone={toneOfValue(props.field, props.value)}>
        <span class="score-lamp" classList={{ 'score-lamp-off': !words() }} aria-hidden="true" />
        <span class="hidden-words">{inLocale(props.field.title)}: </span>
        {words() ?? t('item.notSaid')}
      </Badge>
    </span>
  )
}

function Grade(props: GradeProps & { inDots: boolean }): JSX.Element {
  const level = (): number => (typeof props.value === 'number' ? props.value : 0)
  return (
    <Show
      when={!props.field.options && typeof props.value === 'number'}
      fallback={<Lamp field={props.field} value={props.value} />}
    >
      <Show
        when={props.inDots}
        fallback={
          <span class="score-number figures">
            {formatGrade(props.field, fieldText(props.field, props.value) ?? '')}
          </span>
        }
      >
        <Dots level={level()} count={dotsOf(props.field) ?? maxDots} />
      </Show>
    </Show>
  )
}

function ScoreRow(props: ItemProps & { inDots: boolean }): JSX.Element {
  // What is graded: the choice or name that the row is about comes before what was found.
  const named = (): FieldView | undefined => subjectField(props.view)
  const grade = (): FieldView | undefined => gradeField(props.view)
  const subject = (): string | undefined => {
    const field = named()
    return field && fieldText(field, props.item.value[field.name])
  }
  const text = (): string => textOf(props.view, props.item.value)
  const rest = (): ItemProps['view'] => ({
    ...props.view,
    fields: props.view.fields.filter((field) => field !== named() && field !== grade()),
  })
  return (
    <ItemFrame item={props.item} as="li" class="row">
      <Tick item={props.item} />
      <div class="row-body">
        <div class="row-head">
          <p class="item-text" classList={{ 'score-subject': subject() !== undefined }}>
            {subject() ?? text()}
          </p>
          <Show when={grade()}>
            {(field) => (
              <Grade field={field()} value={props.item.value[field().name]} inDots={props.inDots} />
            )}
          </Show>
        </div>
        <Show when={subject() !== undefined && text()}>
          <p class="item-text score-found">{text()}</p>
        </Show>
        <ItemDetails item={props.item} view={rest()} />
        <ItemFoot {...props}>
          <ItemPills item={props.item} view={rest()} />
        </ItemFoot>
      </div>
      <ItemActions item={props.item} />
    </ItemFrame>
  )
}

/** Things with a grade: a level in dots, a number, or one of a few states as a lamp with its word. */
export function ScoreRenderer(props: RendererProps): JSX.Element {
  const inDots = (): boolean => {
    const field = gradeField(props.section.view)
    const most = (field && dotsOf(field)) ?? maxDots
    return props.section.items.every((item) => Number(item.value[field?.name ?? ''] ?? 0) <= most)
  }
  return (
    <ul class="sheet">
      <For each={props.section.items}>
        {(item) => <ScoreRow item={item} view={props.section.view} inDots={inDots()} />}
      </For>
    </ul>
  )
}
