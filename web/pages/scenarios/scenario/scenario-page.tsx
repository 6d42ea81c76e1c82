import { A, useNavigate, useParams } from '@solidjs/router'
import Copy from 'lucide-solid/icons/copy'
import Play from 'lucide-solid/icons/play'
import { createEffect, createSignal, type JSX, lazy, Show, Suspense } from 'solid-js'
import { inLocale, t } from '../../../i18n/index.ts'
import { wordProblem } from '../../../i18n/problem-words.ts'
import { deleteDraft } from '../../../api/drafts.ts'
import { deprecateVersion } from '../../../api/scenarios.ts'
import { scenarios } from '../../../lib/lookups.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { settled } from '../../../lib/settled.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Badge } from '../../../ui/display/badge.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { ConfirmDialog } from '../../../ui/overlay/confirm-dialog.tsx'
import { type KnownScenario, ownScenarios, shownVersion } from '../list/known-scenarios.ts'
import { ScenarioBadges } from '../list/scenario-table.tsx'
import { startDraftFromVersion } from '../draft-from-version.ts'
import { DraftBlock } from './draft-block.tsx'
import { GoldenBlock } from './golden-list.tsx'
import { createScenario, type ScenarioStore } from './scenario-store.ts'
import { SectionList } from './section-list.tsx'
import { VersionsTable } from './versions-table.tsx'
import '../scenario-parts.css'
import './scenario-page.css'

const NewDialog = lazy(() => import('../new/new-dialog.tsx'))

type Asked = { for: 'copy' | 'deprecate'; version: string } | { for: 'drop' }

function Questions(props: {
  store: ScenarioStore
  scenario: KnownScenario
  asked: Asked | undefined
  onClose: () => void
}): JSX.Element {
  const navigate = useNavigate()
  const versionOf = (kind: 'copy' | 'deprecate'): string | undefined =>
    props.asked?.for === kind ? props.asked.version : undefined
  const inUse = () => props.scenario.versions.filter(({ state }) => state === 'published')
  const deprecate = async (version: string): Promise<void> => {
    await deprecateVersion(props.store.id, version)
    await props.store.reload()
    showToast({ tone: 'plain', words: t('scenario.deprecated', { version }) })
  }
  const drop = async (): Promise<void> => {
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
      <Show when={props.asked?.for === 'drop'}>
        <ConfirmDialog
          title={t('scenario.draftDropAsk')}
          words={
            newest()
              ? t('scenario.draftDropWords', { version: newest() })
              : t('scenario.draftDropAll')
          }
          confirm={t('scenario.draftDrop')}
          run={drop}
          onClose={props.onClose}
        />
      </Show>
    </Suspense>
  )
}

function Actions(props: {
  scenario: KnownScenario
  onCopy: (version: string) => void
}): JSX.Element {
  return (
    <Show when={can('scenarios:write')}>
      <div class="page-actions">
        <Show when={props.scenario.version}>
          <A
            class="button button-plain button-normal"
            href={`/scenarios/${props.scenario.id}/backfill`}
            title={t('scenario.backfillWords')}
          >
            <Play />
            {t('scenario.backfill')}
          </A>
        </Show>
        <Show when={shownVersion(props.scenario)}>
          {(version) => (
            <Button onClick={() => props.onCopy(version())}>
              <Copy />
              {t('scenarios.copy')}
            </Button>
          )}
        </Show>
      </div>
    </Show>
  )
}

function ScenarioBody(props: { store: ScenarioStore; scenario: KnownScenario }): JSX.Element {
  const navigate = useNavigate()
  const [asked, setAsked] = createSignal<Asked>()
  const [busy, setBusy] = createSignal(false)
  const begin = async (): Promise<void> => {
    setBusy(true)
    try {
      await startDraftFromVersion(props.store.id, shownVersion(props.scenario) ?? '')
      navigate(`/scenarios/${props.scenario.id}/draft`)
    } catch (error) {
      showToast({ tone: 'bad', words: wordProblem(problemOf(error)) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <header class="crumbed-head">
        <nav class="crumbs" aria-label={t('nav.scenarios')}>
          <A href="/scenarios">{t('nav.scenarios')}</A>
        </nav>
        <div class="scenario-title">
          <h1>{inLocale(props.scenario.title)}</h1>
          <Show when={shownVersion(props.scenario)}>{(version) => <Badge>{version()}</Badge>}</Show>
          <ScenarioBadges scenario={props.scenario} />
        </div>
        <Actions
          scenario={props.scenario}
          onCopy={(version) => setAsked({ for: 'copy', version })}
        />
      </header>
      <Show when={props.scenario.description}>
        {(description) => <p class="page-words">{inLocale(description())}</p>}
      </Show>
      <Show
        when={props.scenario.origin === 'own'}
        fallback={<p class="scenario-hint">{t('scenario.builtInWords')}</p>}
      >
        <DraftBlock
          store={props.store}
          scenario={props.scenario}
          busy={busy()}
          onBegin={() => void begin()}
          onDrop={() => setAsked({ for: 'drop' })}
        />
      </Show>
      <Show when={props.scenario.versions.length > 0}>
        <section class="scenario-part">
          <h2>{t('scenario.versions')}</h2>
          <VersionsTable
            store={props.store}
            scenario={props.scenario}
            actions={{
              copy: (version) => setAsked({ for: 'copy', version }),
              deprecate: (version) => setAsked({ for: 'deprecate', version }),
            }}
          />
        </section>
      </Show>
      <Show when={props.store.isOwn() && can('scenarios:write')}>
        <GoldenBlock store={props.store} />
      </Show>
      <Show when={props.store.version()}>
        {(version) => (
          <section class="scenario-part">
            <h2>
              {t('scenario.sections', { version: version() })}
              <Show when={settled(props.store.shown)}>
                {(shown) => (
                  <span class="scenario-count figures">
                    {t('scenarios.sections', { count: shown().sections.length })}
                  </span>
                )}
              </Show>
            </h2>
            <Show
              when={!props.store.shown.error}
              fallback={<Failure problem={problemOf(props.store.shown.error)} />}
            >
              <Show when={settled(props.store.shown)} fallback={<Skeleton lines={6} />}>
                {(shown) => <SectionList version={shown()} />}
              </Show>
            </Show>
          </section>
        )}
      </Show>
      <Questions
        store={props.store}
        scenario={props.scenario}
        asked={asked()}
        onClose={() => setAsked()}
      />
    </>
  )
}

function OneScenario(props: { id: string }): JSX.Element {
  const navigate = useNavigate()
  const store = createScenario(props.id)
  createEffect(() => {
    const known = store.latest()
    document.title = `${known ? inLocale(known.title) : t('scenarios.title')} · AAM`
  })
  return (
    <div class="page">
      <Show when={store.known.error}>
        <Failure
          problem={problemOf(store.known.error)}
          action={
            problemOf(store.known.error).status === 404
              ? { label: t('scenario.toList'), run: () => navigate('/scenarios') }
              : { label: t('action.retry'), run: () => void store.reload() }
          }
        />
      </Show>
      <Show
        when={store.latest()}
        fallback={
          <Show when={!store.known.error}>
            <Skeleton lines={8} />
          </Show>
        }
      >
        {(scenario) => <ScenarioBody store={store} scenario={scenario()} />}
      </Show>
    </div>
  )
}

export default function ScenarioPage(): JSX.Element {
  const params = useParams()
  return (
    <Show when={params['id']} keyed>
      {(id) => <OneScenario id={id} />}
    </Show>
  )
}
