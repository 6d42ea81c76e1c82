import { createSignal, For, type JSX, Show } from 'solid-js'
import type { MeetingView } from '../../../../server/modules/meetings/contract.ts'
import { transcribeAgain } from '../../../api/meetings.ts'
import { t } from '../../../i18n/index.ts'
import { can } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { namesOf } from '../../../features/meetings/participant-names.ts'
import { useMeeting } from '../meeting-context.ts'
import { ChangeDialog } from '../speakers/change-dialog.tsx'
import {
  speechChoices,
  spokenLanguages,
  type SpeechChoice,
  type SpokenLanguage,
} from '../../../../plugins/vocabulary.ts'

/** Nobody works on the meeting, and no replacement is on its way. */
const atRest: ReadonlySet<MeetingView['status']> = new Set([
  'in_review',
  'failed',
  'cancelled',
  'waiting',
])

export const canTranscribeAgain = (meeting: MeetingView): boolean =>
  can('meetings:write') &&
  meeting.hasMedia &&
  meeting.replacement?.state !== 'pending' &&
  atRest.has(meeting.status)

function AgainDialog(props: { meeting: MeetingView; onClose: () => void }): JSX.Element {
  const { store } = useMeeting()
  const [spoken, setSpoken] = createSignal<SpokenLanguage | ''>(props.meeting.spokenLanguage ?? '')
  const [provider, setProvider] = createSignal<SpeechChoice | ''>('')
  const [terms, setTerms] = createSignal('')
  const run = async (): Promise<boolean> => {
    const body = {
      spokenLanguage: spoken() || null,
      provider: provider() || null,
      keyTerms: namesOf(terms()).slice(0, 100),
    }
    store.putMeeting(await transcribeAgain(store.id, body))
    return true
  }
  return (
    <ChangeDialog
      title={t('again.title')}
      submit={t('again.start')}
      run={run}
      impact={undefined}
      onClose={props.onClose}
    >
      <p>{t('again.words')}</p>
      <Field label={t('add.spokenLanguage')}>
        {(ids) => (
          <select
            class="input"
            id={ids.id}
            onChange={({ currentTarget: { value } }) =>
              setSpoken(spokenLanguages.find((one) => one === value) ?? '')
            }
          >
            <option value="">{t('add.spokenSame')}</option>
            <For each={spokenLanguages}>
              {(one) => (
                <option value={one} selected={one === spoken()}>
                  {t(`language.${one}`)}
                </option>
              )}
            </For>
          </select>
        )}
      </Field>
      <Field label={t('again.provider')}>
        {(ids) => (
          <select
            class="input"
            id={ids.id}
            onChange={({ currentTarget: { value } }) =>
              setProvider(speechChoices.find((one) => one === value) ?? '')
            }
          >
            <option value="">{t('again.provider.usual')}</option>
            <For each={speechChoices}>
              {(one) => <option value={one}>{t(`again.provider.${one}`)}</option>}
            </For>
          </select>
        )}
      </Field>
      <Field
        label={t('again.keyTerms')}
        optional={t('field.optional')}
        hint={t('again.keyTermsHint')}
      >
        {(ids) => (
          <input
            class="input"
            id={ids.id}
            name="terms"
            aria-describedby={ids.describedBy}
            value={terms()}
            onInput={(event) => setTerms(event.currentTarget.value)}
          />
        )}
      </Field>
    </ChangeDialog>
  )
}

/** Has the recording transcribed once more, where the words show that it was heard wrongly. */
export function TranscribeAgain(): JSX.Element {
  const { store } = useMeeting()
  const [isOpen, setOpen] = createSignal(false)
  const meeting = (): MeetingView | undefined => {
    const now = store.state.meeting
    return now && canTranscribeAgain(now) ? now : undefined
  }
  return (
    <Show when={meeting()}>
      {(now) => (
        <p class="transcript-hint">
          <Button size="small" onClick={() => setOpen(true)}>
            {t('again.open')}
          </Button>
          <Show when={isOpen()}>
            <AgainDialog meeting={now()} onClose={() => setOpen(false)} />
          </Show>
        </p>
      )}
    </Show>
  )
}
