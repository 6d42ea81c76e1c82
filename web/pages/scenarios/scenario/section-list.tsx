import ChevronRight from 'lucide-solid/icons/chevron-right'
import { For, type JSX, Show } from 'solid-js'
import type {
  FieldView,
  ScenarioVersionView,
  SectionView,
} from '../../../../server/modules/scenarios/contract.ts'
import { inLocale, t, describeCode } from '../../../i18n/index.ts'
import { Badge } from '../../../ui/display/badge.tsx'
import { kindOfField } from './kind-of-field.ts'

const formatFields = (fields: readonly FieldView[]): string =>
  fields.map((field) => inLocale(field.title)).join(', ')

function FieldRow(props: { field: FieldView; isText: boolean }): JSX.Element {
  const about = (): string =>
    [
      t(`editor.kind.${kindOfField(props.field)}`),
      ...(props.field.required ? [t('scenario.fieldRequired')] : []),
      ...(props.isText ? [t('editor.field.main')] : []),
    ].join(' · ')
  return (
    <li class="scenario-field">
      <p class="scenario-field-title">{inLocale(props.field.title)}</p>
      <p class="scenario-section-detail">{about()}</p>
      <Show when={props.field.options}>
        {(options) => (
          <p class="scenario-section-detail scenario-field-options">
            {options()
              .map((option) => inLocale(option.title))
              .join(', ')}
          </p>
        )}
      </Show>
    </li>
  )
}

/** A section in one line; its fields are shown when it is opened. */
function SectionRow(props: { section: SectionView }): JSX.Element {
  return (
    <li>
      <details class="scenario-section">
        <summary>
          <ChevronRight class="scenario-section-mark" />
          <div class="scenario-section-head">
            <h3>{inLocale(props.section.title)}</h3>
            <Show when={props.section.track}>
              {(track) => (
                <span title={describeCode('items.track', track()) ?? track()}>
                  <Badge tone="accent">{t('scenario.tracked')}</Badge>
                </span>
              )}
            </Show>
          </div>
          <p class="scenario-section-detail">
            {t(`render.${props.section.render}`)}
            {props.section.evidence === 'required' ? ` · ${t('scenarios.required')}` : ''}
          </p>
          <p class="scenario-section-fields">{formatFields(props.section.fields)}</p>
        </summary>
        <ul class="scenario-fields">
          <For each={props.section.fields}>
            {(field) => <FieldRow field={field} isText={field.name === props.section.textField} />}
          </For>
        </ul>
      </details>
    </li>
  )
}

/** The sections and fields of a version. */
export function SectionList(props: { version: ScenarioVersionView }): JSX.Element {
  return (
    <ol class="scenario-sections">
      <For each={props.version.sections.toSorted((a, b) => a.order - b.order)}>
        {(section) => <SectionRow section={section} />}
      </For>
    </ol>
  )
}
