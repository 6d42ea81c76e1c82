import { createEffect, createSignal, type JSX, on, Show } from 'solid-js'
import type { TranscriptView } from '../../../../server/modules/transcription/contract.ts'
import { wordDay, wordDuration, wordPercent } from '../../../i18n/format.ts'
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
        {(coverage) => (
          <div class="coverage">
            <CoverageStrip coverage={coverage()} />
            <p class="coverage-words">
              <span>
                {t('coverage.cited', { share: wordPercent(coverage().citedShare, locale()) })}
              </span>
              <NextGap coverage={coverage()} />
              <Show when={coverage().uncitedTailMs}>
                {(ms) => (
                  <span>
                    {t('coverage.tail', {
                      count: Math.max(1, Math.round(ms() / 60_000)),
                      time: wordDuration(ms(), locale()),
                    })}
                  </span>
                )}
              </Show>
            </p>
            <Show when={coverage().segmentCount - coverage().seenCount > 0}>
              <p class="coverage-cut">
                {t('coverage.cut', { count: coverage().segmentCount - coverage().seenCount })}
              </p>
            </Show>
          </div>
        )}
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
                    when: wordDay((transcript().expiredAt ?? '').slice(0, 10), locale()),
                  })}
                </p>
              }
            >
              <FindBar find={find} ref={(input) => (field = input)} />
              <Show when={transcript().timesApproximate}>
                <p class="transcript-hint">{t('transcript.approximate')}</p>
              </Show>
              <Show when={transcript().warnings.length > 0}>
                <details class="transcript-hint">
                  <summary>
                    {t('transcript.warnings', { count: transcript().warnings.length })}
                  </summary>
                  <ul>
                    {transcript().warnings.map((warning) => (
                      <li>{describeImportWarning(warning)}</li>
                    ))}
                  </ul>
                </details>
              </Show>
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
