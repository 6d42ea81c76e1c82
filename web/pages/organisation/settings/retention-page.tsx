import { createSignal, type JSX, onMount, Show } from 'solid-js'
import type { RetentionView } from '../../../../server/modules/settings/retention/contract.ts'
import { readRetention } from '../../../api/settings.ts'
import { t } from '../../../i18n/index.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { RetentionForm } from './retention-form.tsx'
import { SettingsFrame } from './settings-frame.tsx'

/** Retention rules. What they would delete is shown before they are saved. */
export default function RetentionPage(): JSX.Element {
  const [rules, setRules] = createSignal<RetentionView>()
  const [problem, setProblem] = createSignal<Problem>()
  const read = async (): Promise<void> => {
    setProblem()
    try {
      setRules(await readRetention())
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  onMount(() => void read())
  return (
    <SettingsFrame title={t('retention.title')}>
      <Show when={problem()}>
        {(found) => (
          <Failure
            problem={found()}
            action={{ label: t('action.retry'), run: () => void read() }}
          />
        )}
      </Show>
      <Show when={rules()} fallback={<Show when={!problem()}>{<Skeleton lines={8} />}</Show>}>
        {(known) => <RetentionForm rules={known()} onSaved={setRules} onStale={read} />}
      </Show>
    </SettingsFrame>
  )
}
