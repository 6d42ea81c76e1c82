import { useNavigate } from '@solidjs/router'
import { type JSX, lazy, Show, Suspense } from 'solid-js'
import { deleteDraft } from '../../../api/drafts.ts'
import { deprecateVersion } from '../../../api/scenarios.ts'
import { t } from '../../../i18n/index.ts'
import { scenarios } from '../../../lib/lookups.ts'
import { settled } from '../../../lib/settled.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { ConfirmDialog } from '../../../ui/overlay/confirm-dialog.tsx'
import { type KnownScenario, ownScenarios } from '../list/known-scenarios.ts'
import type { ScenarioStore } from './scenario-store.ts'

const NewDialog = lazy(() => import('../new/new-dialog.tsx'))

/** What the page asks before it acts. */
export type Question = { about: 'copy' | 'deprecate'; version: string } | { about: 'delete-draft' }

export function QuestionDialog(props: {
  store: ScenarioStore
  scenario: KnownScenario
  question: Question | undefined
  onClose: () => void
}): JSX.Element {
  const navigate = useNavigate()
  const versionOf = (kind: 'copy' | 'deprecate'): string | undefined =>
    props.question?.about === kind ? props.question.version : undefined
  const inUse = () => props.scenario.versions.filter(({ state }) => state === 'published')
  const deprecate = async (version: string): Promise<void> => {
    await deprecateVersion(props.store.id, version)
    await props.store.reload()
    showToast({ tone: 'plain', words: t('scenario.deprecated', { version }) })
  }
  const deleteIt = async (): Promise<void> => {
    await deleteDraft(props.store.id, settled(props.store.draft)?.rev)
    showToast({ tone: 'plain', words: t('scenario.draftDropped') })
    if (props.scenario.versions.length > 0) await props.store.reload()
    else navigate('/scenarios', { replace: true })
  }
  const newest = (): string => props.scenario.versions[0]?.version ?? ''
  return (
    <Suspense>
      <Show when={versionOf('copy')}>
        {(version) => (
          <NewDialog
            options={{
              by: 'copy',
              source: { id: props.scenario.id, version: version(), title: props.scenario.title },
              sources: () => [
                { id: props.scenario.id, version: version(), title: props.scenario.title },
                ...scenarios().filter(({ id }) => id !== props.scenario.id),
              ],
              taken: () => new Set([props.scenario.id, ...scenarios().map(({ id }) => id)]),
              own: () => ownScenarios([...scenarios(), props.scenario]),
            }}
            onClose={props.onClose}
          />
        )}
      </Show>
      <Show when={versionOf('deprecate')}>
        {(version) => (
          <ConfirmDialog
            title={t('scenario.deprecateAsk', { version: version() })}
            words={[
              t('scenario.deprecateWords'),
              ...(inUse().length === 1 ? [t('scenario.deprecateLast')] : []),
            ].join(' ')}
            confirm={t('scenario.deprecateDo')}
            run={() => deprecate(version())}
            onClose={props.onClose}
          />
        )}
      </Show>
      <Show when={props.question?.about === 'delete-draft'}>
        <ConfirmDialog
          title={t('scenario.draftDropAsk')}
          words={
            newest()
              ? t('scenario.draftDropWords', { version: newest() })
              : t('scenario.draftDropAll')
          }
          confirm={t('scenario.draftDrop')}
          run={deleteIt}
          onClose={props.onClose}
        />
      </Show>
    </Suspense>
  )
}
