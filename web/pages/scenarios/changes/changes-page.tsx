import { A, useSearchParams } from '@solidjs/router'
import ArrowLeftRight from 'lucide-solid/icons/arrow-left-right'
import GitCompare from 'lucide-solid/icons/git-compare'
import { createResource, For, type JSX, lazy, Match, Show, Suspense, Switch } from 'solid-js'
import type { DiffView } from '../../../../server/modules/scenarios/contract.ts'
import { t } from '../../../i18n/index.ts'
import { checkDraft } from '../../../api/drafts.ts'
import { diffVersions } from '../../../api/scenarios.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { settled } from '../../../lib/settled.ts'
import { IconButton } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { Badge } from '../../../ui/display/badge.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { PackFaults } from '../pack-faults.tsx'
import type { KnownScenario } from '../list/known-scenarios.ts'
import { ScenarioFrame } from '../scenario-frame.tsx'
import { choicesOf, draftName, type Pair, pairOf } from './choices.ts'
import { bumpTones, DifferenceList } from './difference-list.tsx'
import './changes.css'

const FileDiff = lazy(() => import('./file-diff.tsx'))

const maxOpenFiles = 4

const formatChoice = (choice: string): string =>
  choice === draftName ? t('changes.draft') : choice

function Picker(props: {
  name: 'from' | 'to'
  value: string
  choices: readonly string[]
  onChoose: (value: string) => void
}): JSX.Element {
  return (
    <Field label={t(`changes.${props.name}`)}>
      {(ids) => (
        <select
          class="input"
          id={ids.id}
          name={props.name}
          onChange={(event) => props.onChoose(event.currentTarget.value)}
        >
          <For each={props.choices}>
            {(choice) => (
              <option value={choice} selected={choice === props.value}>
                {formatChoice(choice)}
              </option>
            )}
          </For>
        </select>
      )}
    </Field>
  )
}

function Found(props: { diff: DiffView }): JSX.Element {
  const sizes = (): number => new Set(props.diff.differences.map(({ bump }) => bump)).size
  return (
    <Show
      when={props.diff.files.length > 0}
      fallback={<p class="scenario-none">{t('changes.none')}</p>}
    >
      <section class="scenario-part">
        <div class="changes-verdict">
          <h2>{t('changes.meaning')}</h2>
          <Show when={sizes() > 1 && props.diff.requiredBump}>
            {(bump) => (
              <Badge tone={bumpTones[bump()]}>
                {t('changes.needs', { bump: t(`changes.bump.${bump()}`) })}
              </Badge>
            )}
          </Show>
        </div>
        <Show
          when={props.diff.differences.length > 0}
          fallback={<p class="scenario-hint">{t('changes.noneMeaning')}</p>}
        >
          <DifferenceList diff={props.diff} />
        </Show>
      </section>
      <section class="scenario-part">
        <h2>
          {t('changes.files')}
          <span class="scenario-count figures">{props.diff.files.length}</span>
        </h2>
        <Suspense fallback={<Skeleton lines={4} />}>
          <For each={props.diff.files}>
            {(file) => <FileDiff file={file} open={props.diff.files.length <= maxOpenFiles} />}
          </For>
        </Suspense>
      </section>
    </Show>
  )
}

/** A draft with faults cannot be compared: lists them, with a link to the editor. */
function InvalidDraft(props: { id: string }): JSX.Element {
  const [check] = createResource(() => checkDraft(props.id))
  return (
    <div class="changes-invalid">
      <p>{t('changes.invalidWords')}</p>
      <A class="button button-primary button-normal" href={`/scenarios/${props.id}/draft`}>
        {t('scenarios.editDraft')}
      </A>
      <Show when={settled(check)}>{(found) => <PackFaults problems={found().problems} />}</Show>
    </div>
  )
}

function Comparison(props: {
  scenario: KnownScenario
  pair: Pair
  choices: string[]
}): JSX.Element {
  const [, setSearch] = useSearchParams()
  const [diff, { refetch }] = createResource(
    () => (props.pair.from === props.pair.to ? undefined : props.pair),
    ({ from, to }) => diffVersions(props.scenario.id, from, to),
  )
  const show = (pair: Partial<Pair>): void =>
    setSearch({ ...props.pair, ...pair }, { replace: true })
  const problem = () => problemOf(diff.error)
  return (
    <>
      <div class="changes-pick">
        <Picker
          name="from"
          value={props.pair.from}
          choices={props.choices.filter((choice) => choice !== draftName)}
          onChoose={(from) => show({ from })}
        />
        <Show when={props.pair.to !== draftName}>
          <IconButton
            label={t('changes.swap')}
            onClick={() => show({ from: props.pair.to, to: props.pair.from })}
          >
            <ArrowLeftRight />
          </IconButton>
        </Show>
        <Picker
          name="to"
          value={props.pair.to}
          choices={props.choices}
          onChoose={(to) => show({ to })}
        />
      </div>
      <Switch>
        <Match when={props.pair.from === props.pair.to}>
          <p class="scenario-none">{t('changes.sameTwice')}</p>
        </Match>
        <Match when={diff.error && problem().code === 'scenario_invalid'}>
          <InvalidDraft id={props.scenario.id} />
        </Match>
        <Match when={diff.error}>
          <Failure
            problem={problem()}
            action={{ label: t('action.retry'), run: () => void refetch() }}
          />
        </Match>
        <Match when={diff.state === 'ready' && settled(diff)}>
          {(found) => <Found diff={found()} />}
        </Match>
        <Match when={true}>
          <Skeleton lines={8} />
        </Match>
      </Switch>
    </>
  )
}

export default function ChangesPage(): JSX.Element {
  const [search] = useSearchParams<{ from?: string; to?: string }>()
  return (
    <ScenarioFrame title={t('changes.title')}>
      {(scenario) => {
        const choices = (): string[] => choicesOf(scenario, can('scenarios:write'))
        return (
          <Show
            when={pairOf(choices(), search)}
            fallback={
              <EmptyState
                icon={<GitCompare />}
                title={t('changes.one.title')}
                words={t('changes.one.words')}
              />
            }
          >
            {(pair) => <Comparison scenario={scenario} pair={pair()} choices={choices()} />}
          </Show>
        )
      }}
    </ScenarioFrame>
  )
}
