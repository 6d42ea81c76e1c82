import { type JSX, Show } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { ColourForm } from './colour-form.tsx'
import { GeneralForm } from './general-form.tsx'
import { JoiningPart } from './joining-part.tsx'
import { LogoForm } from './logo-form.tsx'
import { ScenarioRulesForm } from './scenario-rules/rules-form.tsx'
import { SettingsFrame } from './settings-frame.tsx'
import { createSettings } from './settings-store.ts'

export default function SettingsPage(): JSX.Element {
  const store = createSettings()
  return (
    <SettingsFrame title={t('organisation.settings')}>
      <Show when={store.problem()}>
        {(problem) => (
          <Failure
            problem={problem()}
            action={{ label: t('action.retry'), run: () => void store.read() }}
          />
        )}
      </Show>
      <Show
        when={store.settings()}
        fallback={<Show when={!store.problem()}>{<Skeleton lines={8} />}</Show>}
      >
        <GeneralForm store={store} />
        <ScenarioRulesForm store={store} />
        <LogoForm store={store} />
        <ColourForm store={store} />
        <JoiningPart />
      </Show>
    </SettingsFrame>
  )
}
