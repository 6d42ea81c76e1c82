import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js'
import type { ProviderView } from '../../../../server/modules/providers/contract.ts'
import { listProviders } from '../../../api/providers.ts'
import { locale, t } from '../../../i18n/index.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { OrganisationFrame } from '../organisation-frame.tsx'
import { ProviderCard } from './provider-card.tsx'
import './providers.css'

export default function ProvidersPage(): JSX.Element {
  const [providers, setProviders] = createSignal<ProviderView[]>()
  const [problem, setProblem] = createSignal<Problem>()
  const read = async (): Promise<void> => {
    setProblem()
    try {
      setProviders((await listProviders()).data)
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  // What a test found comes worded in the language of the page.
  createEffect(on(locale, () => void read()))
  return (
    <OrganisationFrame title={t('organisation.providers')}>
      <p class="organisation-words">{t('providers.words')}</p>
      <Show when={problem()}>
        {(found) => (
          <Failure
            problem={found()}
            action={{ label: t('action.retry'), run: () => void read() }}
          />
        )}
      </Show>
      <Show when={providers() ?? problem()} fallback={<Skeleton lines={8} />}>
        <div class="providers">
          <For each={(providers() ?? []).map(({ kind }) => kind)}>
            {(kind) => (
              <Show when={providers()?.find((one) => one.kind === kind)}>
                {(provider) => <ProviderCard provider={provider()} onChanged={read} />}
              </Show>
            )}
          </For>
        </div>
      </Show>
    </OrganisationFrame>
  )
}
