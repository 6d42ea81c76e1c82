import { createSignal, For, type JSX, Show } from 'solid-js'
import { adoptRun } from '../../../api/runs.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { AdoptDialog } from '../compare/adopt-dialog.tsx'
import { useMeeting } from '../meeting-context.ts'
import type { HadTranscript, OtherTranscript } from './other-transcript.ts'

function describeLanguage(tag: string | null): string | undefined {
  if (!tag) return undefined
  try {
    return new Intl.DisplayNames(locale(), { type: 'language' }).of(tag)
  } catch {
    return tag
  }
}

const bySource = ({ provider, fileName }: HadTranscript): string =>
  provider ?? fileName ?? t('transcripts.file')

function describeTranscript(one: HadTranscript): string {
  const words = [
    formatMoment(one.createdAt, locale()),
    bySource(one),
    describeLanguage(one.language),
  ]
  return [...words, one.isShown ? t('transcripts.shown') : undefined].filter(Boolean).join(' · ')
}

function About(props: { about: HadTranscript; other: OtherTranscript }): JSX.Element {
  const { store } = useMeeting()
  const [asked, setAsked] = createSignal<string>()
  const who = (): string | undefined => props.about.askedBy?.name
  const runId = (): string | undefined =>
    can('meetings:write') && store.state.meeting?.status === 'in_review'
      ? (props.about.runId ?? undefined)
      : undefined
  const adopt = async (id: string): Promise<void> => {
    await adoptRun(store.id, id)
    await store.load()
    props.other.choose(undefined)
    showToast({ tone: 'plain', words: t('transcripts.adopted') })
  }
  return (
    <div class="notice" role="note">
      <div>
        <p>
          {t(props.about.isShown ? 'transcripts.ofMeeting' : 'transcripts.other')}{' '}
          <Show when={who()}>
            {(name) =>
              t(props.about.provider ? 'transcripts.askedBy' : 'transcripts.broughtBy', {
                name: name(),
              })
            }
          </Show>
        </p>
        <div class="transcripts-acts">
          <Button size="small" onClick={() => props.other.choose(undefined)}>
            {t('transcripts.back')}
          </Button>
          <Show when={runId()}>
            {(id) => (
              <Button size="small" onClick={() => setAsked(id())}>
                {t('transcripts.use')}
              </Button>
            )}
          </Show>
        </div>
      </div>
      <Show when={asked()}>
        {(id) => (
          <AdoptDialog
            meetingId={store.id}
            runId={id()}
            run={() => adopt(id())}
            onClose={() => setAsked()}
          />
        )}
      </Show>
    </div>
  )
}

/** Which of its transcripts a meeting shows, and the others to read. */
export function TranscriptChoice(props: { other: OtherTranscript }): JSX.Element {
  const { store } = useMeeting()
  const shownId = (): string | undefined => props.other.id() ?? store.state.transcript?.id
  return (
    <Show when={props.other.had().length > 1}>
      <div class="transcripts">
        <Field label={t('transcripts.label', { count: props.other.had().length })}>
          {(ids) => (
            <select
              class="input"
              id={ids.id}
              onChange={(event) => props.other.choose(event.currentTarget.value)}
            >
              <For each={props.other.had()}>
                {(one) => (
                  <option value={one.id} selected={one.id === shownId()}>
                    {describeTranscript(one)}
                  </option>
                )}
              </For>
            </select>
          )}
        </Field>
        <Show when={props.other.about()}>
          {(about) => <About about={about()} other={props.other} />}
        </Show>
        <Show when={props.other.error()}>
          {(error) => <Failure problem={problemOf(error())} />}
        </Show>
      </div>
    </Show>
  )
}
