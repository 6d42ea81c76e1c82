import { A } from '@solidjs/router'
import CircleCheck from 'lucide-solid/icons/circle-check'
import { For, type JSX, onMount, Show } from 'solid-js'
import type { RegressionReport as Report } from '../../../../../server/modules/scenarios/trials/contract.ts'
import { inLocale, t } from '../../../../i18n/index.ts'
import { Button } from '../../../../ui/control/button.tsx'
import type { Trials } from '../trials-store.ts'
import { formatSpent } from '../format-trial.ts'
import { isLosing } from './checklist.ts'
import { useSectionTitle } from './section-titles.ts'

/** Of one section; the rest is counted. */
const mostLost = 5

type Golden = Report['goldens'][number]

const losing = (report: Report): Golden[] => report.goldens.filter(isLosing)

function Lost(props: { golden: Golden; runs: number; trials: Trials }): JSX.Element {
  const title = (): string | undefined =>
    props.trials.goldens().find(({ meeting }) => meeting?.id === props.golden.meetingId)?.meeting
      ?.title
  const section = useSectionTitle(props.trials.draft)
  const sections = (): [name: string, lost: Golden['lost']][] => [
    ...Map.groupBy(props.golden.lost, (item) => item.section),
  ]
  const why = ({ isSectionGone, missingIn }: Golden['lost'][number]): string | undefined => {
    return !isSectionGone && props.runs > 1
      ? t('publish.missingIn', { count: missingIn, runs: props.runs })
      : undefined
  }
  return (
    <div class="lost">
      <p class="lost-where">
        <Show when={title()} fallback={t('publish.lostHidden')}>
          {(known) => (
            <A class="link" href={`/meetings/${props.golden.meetingId}`}>
              {t('publish.lostIn', { title: known() })}
            </A>
          )}
        </Show>
      </p>
      <For each={sections()}>
        {([name, lost]) => (
          <>
            <p>
              <span class="lost-section">{section(name)}</span>
              <Show when={lost.some(({ isSectionGone }) => isSectionGone)}>
                <span class="lost-why"> · {t('publish.sectionGone')}</span>
              </Show>
              <Show when={lost.find(({ because }) => because)?.because}>
                {(reason) => <span class="lost-why"> · {t(`publish.because.${reason()}`)}</span>}
              </Show>
            </p>
            <ul class="lost-items">
              <For each={lost.slice(0, mostLost)}>
                {(item) => (
                  <li>
                    {item.text ?? t('publish.lostText')}
                    <Show when={why(item)}>
                      {(words) => <span class="lost-why"> · {words()}</span>}
                    </Show>
                  </li>
                )}
              </For>
              <Show when={lost.length > mostLost}>
                <li class="lost-why">{t('publish.more', { count: lost.length - mostLost })}</li>
              </Show>
            </ul>
          </>
        )}
      </For>
    </div>
  )
}

type Loss = Golden['losses'][number]

/** Of which field or choice a loss is, in words: “Decisions · Outcome: passed”. */
function wordLoss({ words }: Loss): string {
  const field = `${inLocale(words.section)} · ${inLocale(words.field)}`
  return words.choice ? `${field}: ${inLocale(words.choice)}` : field
}

/** One by its name; several stand in the list above the button. */
const wordLetGo = (names: readonly string[]): string => {
  const [name = '', ...more] = names
  return more.length === 0
    ? t('publish.letGo', { names: name })
    : t('publish.letGoAll', { count: names.length })
}

/** Losses of all meetings together, each once with how many items say it. */
const lossesOf = (report: Report): Loss[] =>
  [
    ...Map.groupBy(
      report.goldens.flatMap(({ losses }) => losses.filter(({ isLetGo }) => !isLetGo)),
      ({ key }) => key,
    ).values(),
  ].flatMap((same) => {
    const [first] = same
    return first ? [{ ...first, count: same.reduce((sum, { count }) => sum + count, 0) }] : []
  })

/** What accepted items say that the draft has no place for. */
function LostValues(props: { report: Report }): JSX.Element {
  return (
    <Show when={lossesOf(props.report).length > 0}>
      <div class="lost">
        <p class="lost-where">{t('publish.lostValues')}</p>
        <ul class="lost-items">
          <For each={lossesOf(props.report)}>
            {(loss) => (
              <li>
                {wordLoss(loss)}
                <span class="lost-why">
                  {' '}
                  · {t(`publish.lossIs.${loss.is}`)} ·{' '}
                  {t('publish.lossCount', { count: loss.count })}
                </span>
              </li>
            )}
          </For>
        </ul>
      </div>
    </Show>
  )
}

/** Which meeting lost what. */
export function LostList(props: { report: Report; trials: Trials }): JSX.Element {
  return (
    <For each={losing(props.report).filter(({ lost }) => lost.length > 0)}>
      {(golden) => <Lost golden={golden} runs={props.report.runsPerGolden} trials={props.trials} />}
    </For>
  )
}

function FailingFixtures(props: { report: Report }): JSX.Element {
  return (
    <For each={props.report.fixtures.filter(({ faults }) => faults.length > 0)}>
      {(fixture) => (
        <div class="lost">
          <p class="lost-where">{t('publish.fixtureFails', { path: fixture.path })}</p>
          <ul>
            <For each={fixture.faults}>{(fault) => <li>{inLocale(fault.words)}</li>}</For>
          </ul>
        </div>
      )}
    </For>
  )
}

/** What the tests of a draft showed, and what is to be done where they stop it. */
export function RegressionReport(props: {
  report: Report
  trials: Trials
  busy: boolean
  onLetGo: (sections: string[], fields: string[]) => void
}): JSX.Element {
  const section = useSectionTitle(props.trials.draft)
  const passed = (): number =>
    props.report.fixtures.filter(({ faults }) => faults.length === 0).length
  const kept = (): number => props.report.goldens.length - losing(props.report).length
  const dropped = (): number =>
    props.report.goldens.reduce((sum, { droppedCount }) => sum + droppedCount, 0)
  const isOfNothing = (): boolean =>
    props.report.fixtures.length === 0 && props.report.goldens.length === 0
  const verdict = (): string => {
    if (!props.report.green) return t('publish.red')
    return t(isOfNothing() ? 'publish.greenOfNothing' : 'publish.green')
  }
  const gone = (): string[] => [
    ...new Set(
      props.report.goldens.flatMap(({ lost }) =>
        lost.filter(({ isSectionGone }) => isSectionGone).map(({ section }) => section),
      ),
    ),
  ]
  let report: HTMLDivElement | undefined
  // What the tests showed stands below the fold of a laptop or a phone.
  onMount(() => report?.scrollIntoView({ block: 'start' }))
  return (
    <div
      ref={(element) => {
        report = element
      }}
      class="report"
      classList={{ 'report-red': !props.report.green }}
      role="status"
    >
      <p class="report-verdict">
        <Show when={props.report.green && !isOfNothing()}>
          <CircleCheck />
        </Show>
        {verdict()}
      </p>
      <Show when={!isOfNothing()} fallback={<p>{t('publish.nothingToTest')}</p>}>
        <ul class="report-figures figures">
          <li>
            {props.report.fixtures.length > 0
              ? t('publish.fixtures', { count: props.report.fixtures.length, passed: passed() })
              : t('publish.noFixtures')}
          </li>
          <li>
            {props.report.goldens.length > 0
              ? t('publish.goldens', { count: props.report.goldens.length, kept: kept() })
              : t('publish.noGoldens')}
          </li>
          <Show when={dropped() > 0}>
            <li>{t('publish.dropped', { count: dropped() })}</li>
          </Show>
          <Show when={props.report.spent.calls > 0}>
            <li>{t('publish.spent', formatSpent(props.report.spent))}</li>
          </Show>
        </ul>
      </Show>
      <Show when={!props.report.green}>
        <p>{t('publish.redRemedy')}</p>
        <Show when={gone().length + lossesOf(props.report).length > 0}>
          <LostValues report={props.report} />
          <p class="report-more">{t('publish.letGoWords')}</p>
          <Button
            size="small"
            busy={props.busy}
            onClick={() =>
              props.onLetGo(
                gone(),
                lossesOf(props.report).map(({ key }) => key),
              )
            }
          >
            {wordLetGo([...gone().map(section), ...lossesOf(props.report).map(wordLoss)])}
          </Button>
        </Show>
        <FailingFixtures report={props.report} />
        <LostList report={props.report} trials={props.trials} />
      </Show>
    </div>
  )
}
