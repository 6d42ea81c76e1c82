import { createUniqueId, For, type JSX, Show } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Segments } from '../../../ui/control/segments.tsx'
import { areas, isSame, type Levels, levelsOf, type Preset, presets } from './scopes.ts'

const presetNames = Object.keys(presets) as Preset[]

/** Area by area what a key may do, with a sentence of what is in it. */
export function ScopeTable(props: {
  levels: Levels
  fault?: string | undefined
  onChange: (levels: Levels) => void
}): JSX.Element {
  const id = createUniqueId()
  return (
    <fieldset
      class="scopes"
      data-faulty={props.fault ? '' : undefined}
      aria-describedby={props.fault ? id : undefined}
    >
      <legend class="field-label">{t('scopes.title')}</legend>
      <div class="scope-presets">
        <span class="field-hint">{t('scopes.presets')}</span>
        <For each={presetNames}>
          {(name) => (
            <Button
              size="small"
              aria-pressed={isSame(props.levels, presets[name])}
              onClick={() => props.onChange(presets[name])}
            >
              {t(`scopes.preset.${name}`)}
            </Button>
          )}
        </For>
      </div>
      <Show when={props.fault}>
        <p class="field-fault" id={id} role="alert">
          {props.fault}
        </p>
      </Show>
      <ul class="scope-rows">
        <For each={areas}>
          {(area) => (
            <li class="scope-row">
              <div class="scope-area">
                <strong>{t(`scopes.area.${area}`)}</strong>
                <span>{t(`scopes.area.${area}.words`)}</span>
              </div>
              <Segments
                label={t(`scopes.area.${area}`)}
                value={props.levels[area]}
                choices={levelsOf(area).map((value) => ({ value, label: t(`scopes.${value}`) }))}
                onChoose={(level) => props.onChange({ ...props.levels, [area]: level })}
              />
            </li>
          )}
        </For>
      </ul>
    </fieldset>
  )
}
