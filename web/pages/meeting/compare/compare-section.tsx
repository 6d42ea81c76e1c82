import Lock from 'lucide-solid/icons/lock'
import { For, type JSX, Show } from 'solid-js'
import type { ItemView } from '../../../../server/modules/analysis/contract.ts'
import type { FieldView, SectionView } from '../../../../server/modules/scenarios/contract.ts'
import { inLocale, t } from '../../../i18n/index.ts'
import { diffWords } from '../../../lib/diff/diff-words.ts'
import { Badge, type Tone } from '../../../ui/display/badge.tsx'
import { Marked } from '../../../ui/display/marked.tsx'
import { fieldText } from '../../../features/results/item/field-text.ts'
import { unknownField } from '../../../features/results/item/format-field.ts'
import { type ChangedField, type CompareRow, fieldOfPointer, type RowKind } from './compare-rows.ts'

const rowTones: Record<RowKind, Tone> = {
  same: 'neutral',
  changed: 'info',
  onlyA: 'warn',
  onlyB: 'ok',
}
const stateTones: Record<ItemView['reviewState'], Tone> = {
  proposed: 'neutral',
  accepted: 'ok',
  rejected: 'bad',
}

type Side = 'a' | 'b'
const markOf = (side: Side): 'del' | 'ins' => (side === 'a' ? 'del' : 'ins')

const fieldOf = (view: SectionView | undefined, name: string): FieldView =>
  view?.fields.find((field) => field.name === name) ?? unknownField(name)

function Words(props: { field: FieldView; change: ChangedField; side: Side }): JSX.Element {
  const text = (side: Side): string => fieldText(props.field, props.change[side]) ?? ''
  const pieces = () => {
    const found = diffWords(text('a'), text('b'))
    return props.side === 'a' ? found.before : found.after
  }
  return (
    <Show when={text(props.side)} fallback={<span class="cell-none">{t('compare.nothing')}</span>}>
      <Marked pieces={pieces()} as={markOf(props.side)} />
    </Show>
  )
}

/** One side of a row: the item's text, what differs, and what people decided of it. */
function ItemSide(props: {
  row: CompareRow
  side: Side
  heading: string
  view: SectionView | undefined
}): JSX.Element {
  const item = (): ItemView | null => props.row[props.side]
  const textName = (): string => props.view?.textField ?? Object.keys(item()?.value ?? {})[0] ?? ''
  const textChange = (): ChangedField | undefined =>
    props.row.changed.find(({ pointer }) => fieldOfPointer(pointer) === textName())
  const others = (): ChangedField[] => props.row.changed.filter((change) => change !== textChange())
  return (
    <div class="compare-side">
      <span class="compare-side-name">{props.heading}</span>
      <Show when={item()} fallback={<p class="cell-none">{t('compare.absent')}</p>}>
        {(known) => (
          <>
            <p class="compare-text">
              <Show
                when={textChange()}
                fallback={fieldText(fieldOf(props.view, textName()), known().value[textName()])}
              >
                {(change) => (
                  <Words
                    field={fieldOf(props.view, textName())}
                    change={change()}
                    side={props.side}
                  />
                )}
              </Show>
            </p>
            <Show when={others().length > 0}>
              <dl class="compare-fields">
                <For each={others()}>
                  {(change) => {
                    const field = (): FieldView =>
                      fieldOf(props.view, fieldOfPointer(change.pointer))
                    return (
                      <div>
                        <dt>{inLocale(field().title)}</dt>
                        <dd>
                          <Words field={field()} change={change} side={props.side} />
                        </dd>
                      </div>
                    )
                  }}
                </For>
              </dl>
            </Show>
            <p class="compare-about">
              <Show when={known().reviewState !== 'proposed'}>
                <Badge tone={stateTones[known().reviewState]}>
                  {t(`items.status.${known().reviewState}`)}
                </Badge>
              </Show>
              <Show when={known().evidenceState !== 'verified'}>
                <Badge tone={known().evidenceState === 'weak' ? 'warn' : 'bad'}>
                  {t(`evidence.${known().evidenceState}`)}
                </Badge>
              </Show>
              <Show when={known().edited}>
                <span class="compare-locked">
                  <Lock />
                  {t('compare.locked')}
                </span>
              </Show>
            </p>
          </>
        )}
      </Show>
    </div>
  )
}

/** The items of one section, the two runs beside each other. */
export function CompareSection(props: {
  title: string
  rows: readonly CompareRow[]
  view: SectionView | undefined
  headings: Record<Side, string>
}): JSX.Element {
  return (
    <section class="compare-section">
      <h2>{props.title}</h2>
      <ul class="compare-rows">
        <For each={props.rows}>
          {(row) => (
            <li class="compare-row" data-kind={row.is}>
              <div class="compare-kind">
                <Badge tone={rowTones[row.is]}>{t(`compare.label.${row.is}`)}</Badge>
              </div>
              <ItemSide row={row} side="a" heading={props.headings.a} view={props.view} />
              <ItemSide row={row} side="b" heading={props.headings.b} view={props.view} />
            </li>
          )}
        </For>
      </ul>
    </section>
  )
}
