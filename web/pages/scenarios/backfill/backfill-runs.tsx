import { A } from '@solidjs/router'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { For, type JSX, Show } from 'solid-js'
import type { BackfillList } from '../../../../server/modules/analysis/contract.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { Badge, type Tone } from '../../../ui/display/badge.tsx'
import { describeReason } from '../../../features/meetings/describe-state.ts'

type Entry = BackfillList['data'][number]

const foundKinds = [
  ['same', 'compare.same'],
  ['changed', 'compare.changed'],
  ['lost', 'compare.onlyA'],
  ['added', 'compare.onlyB'],
] as const

const tones: Record<Entry['run']['state'], Tone> = { running: 'info', done: 'ok', failed: 'bad' }

/** How the run compares with the meeting's current result; counts of zero are left out. */
function Found(props: { counts: NonNullable<Entry['found']> }): JSX.Element {
  const words = (): string[] =>
    foundKinds
      .filter(([count]) => props.counts[count] > 0)
      .map(([count, key]) => t(key, { count: props.counts[count] }))
  return (
    <span class="backfill-found figures">
      {words().join(' · ') || t('compare.empty.title')}
      <Show when={props.counts.lostAccepted > 0}>
        <strong class="backfill-lost">
          <TriangleAlert />
          {t('compare.lost', { count: props.counts.lostAccepted })}
        </strong>
      </Show>
    </span>
  )
}

function RunEntry(props: { entry: Entry }): JSX.Element {
  const run = (): Entry['run'] => props.entry.run
  const reason = (): string | undefined =>
    run().state === 'failed'
      ? describeReason({ status: 'failed', stage: null, reason: run().reason, progress: null })
      : undefined
  return (
    <li class="backfill-run" data-state={run().state}>
      <div class="past-words">
        <A class="past-title golden-link" href={`/meetings/${props.entry.meeting.id}`}>
          {props.entry.meeting.title}
        </A>
        <span class="cell-second figures">
          {reason() ?? formatMoment(run().createdAt, locale())}
        </span>
        <Show when={props.entry.found}>{(found) => <Found counts={found()} />}</Show>
      </div>
      <Badge tone={tones[run().state]}>{t(`runs.${run().state}`)}</Badge>
      <Show when={run().state === 'done'}>
        <A
          class="button button-plain button-small"
          href={`/meetings/${props.entry.meeting.id}/runs/${props.entry.besideRunId}/compare/${run().id}?from=backfill`}
          aria-label={t('backfill.compareOf', { title: props.entry.meeting.title })}
        >
          {t('backfill.compare')}
        </A>
      </Show>
    </li>
  )
}

/** The progress of the runs; each links to its comparison once it is done. */
export function BackfillRuns(props: { entries: readonly Entry[]; version: string }): JSX.Element {
  const over = (): number => props.entries.filter(({ run }) => run.state !== 'running').length
  return (
    <section class="scenario-part">
      <div class="past-head">
        <h2>{t('backfill.runs', { version: props.version })}</h2>
        <Show when={props.entries.length > 0}>
          <span class="scenario-hint figures" role="status">
            {t('backfill.progress', { done: over(), total: props.entries.length })}
          </span>
        </Show>
      </div>
      <Show
        when={props.entries.length > 0}
        fallback={<p class="scenario-none">{t('backfill.runsNone')}</p>}
      >
        <Show when={over() < props.entries.length}>
          <span class="progress" aria-hidden="true">
            <span style={{ width: `${(over() / props.entries.length) * 100}%` }} />
          </span>
        </Show>
        <ul class="past-meetings">
          <For each={props.entries}>{(entry) => <RunEntry entry={entry} />}</For>
        </ul>
      </Show>
    </section>
  )
}
