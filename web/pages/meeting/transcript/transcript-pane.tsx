import { createEffect, createSignal, type JSX, on, Show } from 'solid-js'
import type { CoverageView } from '../../../../server/modules/analysis/contract.ts'
import type { TranscriptView } from '../../../../server/modules/transcription/contract.ts'
import { formatDay, formatDuration, formatPercent } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { bindKeys } from '../../../lib/keys/bindings.ts'
import { useMeeting } from '../meeting-context.ts'
import { CoverageStrip, NextGap } from './coverage-strip.tsx'
import { describeImportWarning } from './describe-import-warning.ts'
import { FindBar } from './find-bar.tsx'
import { createFind } from './find.ts'
import { createOtherTranscript } from './other-transcript.ts'
import { TranscribeAgain } from './transcribe-again.tsx'
import { TranscriptChoice } from './transcript-choice.tsx'
import { TranscriptList } from './transcript-list.tsx'
import './transcript.css'

/** How much of the transcript the result cites. */
function Coverage(props: { coverage: CoverageView }): JSX.Element {
  return (
    <div class="coverage">
      <CoverageStrip coverage={props.coverage} />
      <p class="coverage-words">
        <span>
          {t('coverage.cited', { share: formatPercent(props.coverage.citedShare, locale()) })}
        </span>
        <NextGap coverage={props.coverage} />
        <Show when={props.coverage.uncitedTailMs}>
          {(ms) => (
            <span>
              {t('coverage.tail', {
                count: Math.max(1, Math.round(ms() / 60_000)),
                time: formatDuration(ms(), locale()),
              })}
            </span>
          )}
        </Show>
      </p>
      <Show when={props.coverage.segmentCount - props.coverage.seenCount > 0}>
        <p class="coverage-cut">
          {t('coverage.cut', { count: props.coverage.segmentCount - props.coverage.seenCount })}
        </p>
      </Show>
    </div>
  )
}

/** What to know of a transcript before relying on it. */
function Hints(props: { transcript: TranscriptView }): JSX.Element {
  return (
    <>
      <Show when={props.transcript.timesApproximate}>
        <p class="transcript-hint">{t('transcript.approximate')}</p>
      </Show>
      <Show when={props.transcript.warnings.length > 0}>
        <details class="transcript-hint">
          <summary>{t('transcript.warnings', { count: props.transcript.warnings.length })}</summary>
          <ul>
            {props.transcript.warnings.map((warning) => (
              <li>{describeImportWarning(warning)}</li>
            ))}
          </ul>
        </details>
      </Show>
    </>
  )
}

export function TranscriptPane(props: { onWanted: () => void }): JSX.Element {
  const { store, review, adding } = useMeeting()
  const [firstVisible, setFirstVisible] = createSignal(0)
  const other = createOtherTranscript(store)
  const isOther = (): boolean => other.id() !== undefined
  const shown = (): TranscriptView | undefined =>
    isOther() ? (other.transcript() ?? store.state.transcript) : store.state.transcript
  const isOtherShown = (): boolean => shown() !== store.state.transcript
  // Its times are those of the recording that it was made of.
  const canPlay = (): boolean => {
    const mediaId = isOtherShown() ? other.about()?.mediaId : null
    return !mediaId || mediaId === store.state.meeting?.currentMediaId
  }
  // What an item cites, and a part that none cites, stand in the transcript of the result.
  createEffect(
    on(
      () => review.shown() ?? adding.revealed(),
      (wanted) => wanted && other.choose(undefined),
      { defer: true },
    ),
  )
  let field: HTMLInputElement | undefined
  const find = createFind(() => shown()?.data.map((segment) => segment.text) ?? [], firstVisible)
  bindKeys(() => [
    {
      chord: '/',
      label: 'keys.find',
      run: () => {
        props.onWanted()
        field?.focus()
        field?.select()
      },
    },
  ])
  return (
    <aside class="transcript" aria-label={t('meeting.transcript')}>
      <Show when={!isOther() && !store.state.transcript?.expiredAt && store.state.coverage}>
        {(coverage) => <Coverage coverage={coverage()} />}
      </Show>
      <Show when={shown()} fallback={<p class="transcript-none">{t('transcript.none')}</p>}>
        {(transcript) => (
          <>
            <TranscriptChoice other={other} />
            <Show
              when={!transcript().expiredAt}
              fallback={
                <p class="transcript-none">
                  {t('transcript.expired', {
                    when: formatDay((transcript().expiredAt ?? '').slice(0, 10), locale()),
                  })}
                </p>
              }
            >
              <FindBar find={find} ref={(input) => (field = input)} />
              <Hints transcript={transcript()} />
              <Show when={!isOther()}>
                <TranscribeAgain />
              </Show>
              <Show when={isOtherShown() ? transcript().id : 'own'} keyed>
                <TranscriptList
                  transcript={transcript()}
                  isOther={isOtherShown()}
                  canPlay={canPlay()}
                  find={find}
                  onFirstVisible={setFirstVisible}
                />
              </Show>
            </Show>
          </>
        )}
      </Show>
    </aside>
  )
}
