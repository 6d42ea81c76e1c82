import { A } from '@solidjs/router'
import { For, type JSX, Show } from 'solid-js'
import type { RegressionReport } from '../../../../../server/modules/scenarios/trials/contract.ts'
import { t } from '../../../../i18n/index.ts'
import type { Trials } from '../trials-store.ts'
import { isLosing } from './checklist.ts'
import { useSectionTitle } from './section-titles.ts'

/** Items shown of one section; the others are counted. */
const maxShown = 5

type Golden = RegressionReport['goldens'][number]

function LostItems(props: { golden: Golden; runs: number; trials: Trials }): JSX.Element {
  const title = (): string | undefined =>
    props.trials.goldens().find(({ meeting }) => meeting?.id === props.golden.meetingId)?.meeting
      ?.title
  const section = useSectionTitle(props.trials.draft)
  const sections = (): [name: string, lost: Golden['lost']][] => [
    ...Map.groupBy(props.golden.lost, (item) => item.section),
  ]
  const reason = ({ isSectionGone, missingIn }: Golden['lost'][number]): string | undefined =>
    !isSectionGone && props.runs > 1
      ? t('publish.missingIn', { count: missingIn, runs: props.runs })
      : undefined
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
                {(because) => <span class="lost-why"> · {t(`publish.because.${because()}`)}</span>}
              </Show>
            </p>
            <ul class="lost-items">
              <For each={lost.slice(0, maxShown)}>
                {(item) => (
                  <li>
                    {item.text ?? t('publish.lostText')}
                    <Show when={reason(item)}>
                      {(words) => <span class="lost-why"> · {words()}</span>}
                    </Show>
                  </li>
                )}
              </For>
              <Show when={lost.length > maxShown}>
                <li class="lost-why">{t('publish.more', { count: lost.length - maxShown })}</li>
              </Show>
            </ul>
          </>
        )}
      </For>
    </div>
  )
}

/** Accepted items that a regression did not find again, by meeting. */
export function LostList(props: { report: RegressionReport; trials: Trials }): JSX.Element {
  return (
    <For each={props.report.goldens.filter(isLosing).filter(({ lost }) => lost.length > 0)}>
      {(golden) => (
        <LostItems golden={golden} runs={props.report.runsPerGolden} trials={props.trials} />
      )}
    </For>
  )
}
