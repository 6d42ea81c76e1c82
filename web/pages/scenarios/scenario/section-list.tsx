import { For, type JSX, Show } from 'solid-js'
import type {
  FieldView,
  ScenarioVersionView,
  SectionView,
} from '../../../../server/modules/scenarios/contract.ts'
import { inLocale, t, wordCode } from '../../../i18n/index.ts'
import { Badge } from '../../../ui/display/badge.tsx'

const wordFields = (fields: readonly FieldView[]): string =>
  fields.map((field) => inLocale(field.title)).join(', ')

function SectionRow(props: { section: SectionView }): JSX.Element {
  return (
    <li class="scenario-section">
      <div class="scenario-section-head">
        <h3>{inLocale(props.section.title)}</h3>
        <Show when={props.section.track}>
          {(track) => (
            <span title={wordCode('items.track', track()) ?? track()}>
              <Badge tone="accent">{t('scenario.tracked')}</Badge>
            </span>
          )}
        </Show>
      </div>
      <p class="scenario-section-detail">
        {t(`render.${props.section.render}`)}
        {props.section.evidence === 'required' ? ` · ${t('scenarios.required')}` : ''}
      </p>
      <p class="scenario-section-fields">{wordFields(props.section.fields)}</p>
    </li>
  )
}

/** What a result under this version holds. */
export function SectionList(props: { version: ScenarioVersionView }): JSX.Element {
  return (
    <ol class="scenario-sections">
      <For each={props.version.sections.toSorted((a, b) => a.order - b.order)}>
        {(section) => <SectionRow section={section} />}
      </For>
    </ol>
  )
}
