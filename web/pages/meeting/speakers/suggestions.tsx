import { For, type JSX, Show } from 'solid-js'
import type { SpeakersView } from '../../../../server/modules/transcription/contract.ts'
import { formatClock } from '../../../i18n/format.ts'
import { t } from '../../../i18n/index.ts'
import { useMeeting } from '../meeting-context.ts'
import type { Pick } from './name-picks.tsx'

type Suggestion = SpeakersView['data'][number]['suggestions'][number]

/** What the transcript itself says about who this is, with the words that say so. Only offered. */
export function Suggestions(props: {
  suggestions: readonly Suggestion[]
  onPick: (pick: Pick) => void
}): JSX.Element {
  const { store } = useMeeting()
  const timeOf = (segmentId: number | null): string | undefined => {
    const startMs = store.state.transcript?.data.find((one) => one.segmentId === segmentId)?.startMs
    return startMs == null ? undefined : formatClock(startMs)
  }
  return (
    <Show when={props.suggestions.length > 0}>
      <div class="suggestions">
        <p class="field-label">{t('speakers.suggested')}</p>
        <For each={props.suggestions}>
          {(suggestion) => (
            <button
              type="button"
              class="suggestion"
              aria-label={t('speakers.useSuggestion', { name: suggestion.name })}
              onClick={() => props.onPick(suggestion)}
            >
              <span>
                <strong>{suggestion.name}</strong>{' '}
                <span class="pick-detail">
                  {t(`speakers.basis.${suggestion.basis}`)}
                  <Show when={timeOf(suggestion.segmentId)}>{(time) => <> · {time()}</>}</Show>
                </span>
              </span>
              <Show when={suggestion.quote}>
                {(quote) => (
                  <span class="suggestion-quote">{t('evidence.quoted', { quote: quote() })}</span>
                )}
              </Show>
            </button>
          )}
        </For>
      </div>
    </Show>
  )
}
