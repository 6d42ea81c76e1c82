import { For, type JSX } from 'solid-js'
import type { FieldView, SectionView } from '../../../../server/modules/scenarios/contract.ts'
import { inLocale, t } from '../../../i18n/index.ts'
import { Field } from '../../../ui/control/field.tsx'
import { isEditable, isLongText } from './edit-values.ts'
import type { KnownPerson } from './known-people.ts'
import { ValueInput } from './value-input.tsx'
import './item.css'

/** The fields that people edit, the item's own text first. */
export const editableFields = (view: SectionView): FieldView[] =>
  view.fields
    .filter(isEditable)
    .toSorted((a, b) => Number(b.name === view.textField) - Number(a.name === view.textField))

export function ItemFormFields(props: {
  fields: readonly FieldView[]
  people: readonly KnownPerson[]
  valueOf: (field: FieldView) => string
  onInput: (field: FieldView, text: string) => void
}): JSX.Element {
  return (
    <div class="item-form-fields">
      <For each={props.fields}>
        {(field) => (
          <div classList={{ 'item-form-whole': isLongText(field) || field.fields !== null }}>
            <Field
              label={inLocale(field.title)}
              hint={field.type === 'array' && !field.fields ? t('item.listHint') : undefined}
            >
              {(ids) => (
                <ValueInput
                  field={field}
                  id={ids.id}
                  describedBy={ids.describedBy}
                  people={[...new Set(props.people.map(({ name }) => name))]}
                  value={props.valueOf(field)}
                  onInput={(text) => props.onInput(field, text)}
                />
              )}
            </Field>
          </div>
        )}
      </For>
    </div>
  )
}
