import { createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import type { SegmentView } from '../../../../server/modules/transcription/contract.ts'
import { wordClock } from '../../../i18n/format.ts'
import { t } from '../../../i18n/index.ts'
import { Field } from '../../../ui/control/field.tsx'
import { toneOfOrder } from '../../../ui/display/name-tone.ts'
import { useMeeting } from '../meeting-context.ts'
import type { Speaker } from '../transcript/segment-row.tsx'
import { ChangeDialog } from './change-dialog.tsx'
import { impactWords } from './impact-words.ts'
import { changedIds, onlySpeaker, runEnd } from './segment-ranges.ts'

type Reach = 'one' | 'run' | 'through'

const mostLater = 200
const previewChars = 48

function Choice(props: {
  name: string
  isChosen: boolean
  onChoose: () => void
  children: JSX.Element
}): JSX.Element {
  return (
    <label class="check">
      <input type="radio" name={props.name} checked={props.isChosen} onChange={props.onChoose} />
      <span class="check-words">{props.children}</span>
    </label>
  )
}

function Who(props: {
  speakers: Speaker[]
  speakerId: number | undefined
  newName: string
  isTried: boolean
  onChoose: (speakerId: number | undefined) => void
  onName: (name: string) => void
}): JSX.Element {
  return (
    <fieldset class="choices">
      <legend class="field-label">{t('speakers.speaker')}</legend>
      <For each={props.speakers}>
        {(speaker) => (
          <Choice
            name="who"
            isChosen={speaker.id === props.speakerId}
            onChoose={() => props.onChoose(speaker.id)}
          >
            <span class="choice-speaker" data-speaker={toneOfOrder(speaker.id - 1)}>
              {speaker.name}
            </span>
          </Choice>
        )}
      </For>
      <Choice
        name="who"
        isChosen={props.speakerId === undefined}
        onChoose={() => props.onChoose(undefined)}
      >
        {t('speakers.someoneNew')}
      </Choice>
      <Show when={props.speakerId === undefined}>
        <Field
          label={t('speakers.newName')}
          fault={props.isTried && !props.newName.trim() ? t('speakers.needName') : undefined}
        >
          {(ids) => (
            <input
              class="input"
              id={ids.id}
              name="newSpeaker"
              aria-describedby={ids.describedBy}
              maxLength={200}
              autocomplete="off"
              value={props.newName}
              onInput={(event) => props.onName(event.currentTarget.value)}
            />
          )}
        </Field>
      </Show>
    </fieldset>
  )
}

export default function ReassignDialog(props: {
  segment: SegmentView
  onClose: () => void
}): JSX.Element {
  const { store, edits } = useMeeting()
  const { segmentId } = props.segment
  const segments = (): SegmentView[] => store.state.transcript?.data ?? []
  const from = segments().findIndex((segment) => segment.segmentId === segmentId)
  const speakers = (): Speaker[] => store.state.transcript?.speakers ?? []
  const nameOf = (id: number | null): string =>
    speakers().find((speaker) => speaker.id === id)?.name ?? t('transcript.unknown')
  const placeOf = (index: number): string => {
    const found = segments()[index]
    return found?.startMs == null ? String(found?.segmentId ?? '') : wordClock(found.startMs)
  }

  const [speakerId, setSpeakerId] = createSignal<number | undefined>(
    speakers().find(({ id }) => id !== props.segment.speakerId)?.id,
  )
  const [newName, setNewName] = createSignal('')
  const [reach, setReach] = createSignal<Reach>('one')
  const [isTried, setTried] = createSignal(false)
  const endOfRun = runEnd(segments(), from)
  const [last, setLast] = createSignal(Math.min(from + 1, segments().length - 1))
  const to = (): number => ({ one: from, run: endOfRun, through: last() })[reach()]

  /** A new speaker by a known name is that speaker. */
  const target = (): number | undefined =>
    speakerId() ??
    speakers().find(({ name }) => name.toLowerCase() === newName().trim().toLowerCase())?.id
  const changed = createMemo(() => changedIds(segments(), from, to(), target()))
  const impact = createMemo(() => impactWords(edits.citing(changed())))
  const later = (): number[] =>
    Array.from(
      { length: Math.min(mostLater, segments().length - from - 1) },
      (_, at) => from + 1 + at,
    )

  const save = async (): Promise<boolean> => {
    setTried(true)
    const id = target()
    const name = newName().trim()
    if (id === undefined && !name) return false
    const count = changed().size
    if (count === 0) return true
    const through = segments()[to()]?.segmentId
    const range = through === undefined || through === segmentId ? {} : { through }
    const before = onlySpeaker(segments(), from, to())
    await edits.save(
      {
        at: 'segment',
        segmentId,
        body: { speaker: id === undefined ? { name } : { id }, ...range },
      },
      t('speakers.reassigned', { count, name: id === undefined ? name : nameOf(id) }),
      before === undefined
        ? undefined
        : { at: 'segment', segmentId, body: { speaker: { id: before }, ...range } },
    )
    return true
  }
  return (
    <ChangeDialog
      title={t('speakers.whoSays')}
      submit={t('action.save')}
      run={save}
      impact={impact()}
      onClose={props.onClose}
    >
      <blockquote class="quote change-quote">
        {t('evidence.quoted', { quote: props.segment.text })}
      </blockquote>
      <Who
        speakers={speakers()}
        speakerId={speakerId()}
        newName={newName()}
        isTried={isTried()}
        onChoose={setSpeakerId}
        onName={setNewName}
      />
      <fieldset class="choices">
        <legend class="field-label">{t('speakers.range')}</legend>
        <Choice name="reach" isChosen={reach() === 'one'} onChoose={() => setReach('one')}>
          {t('speakers.range.one')}
        </Choice>
        <Show when={endOfRun > from}>
          <Choice name="reach" isChosen={reach() === 'run'} onChoose={() => setReach('run')}>
            {t('speakers.range.run', { count: endOfRun - from + 1, place: placeOf(endOfRun) })}
          </Choice>
        </Show>
        <Show when={later().length > 0}>
          <Choice
            name="reach"
            isChosen={reach() === 'through'}
            onChoose={() => setReach('through')}
          >
            {t('speakers.range.through')}
          </Choice>
        </Show>
        <Show when={reach() === 'through'}>
          <Field
            label={t('speakers.lastOne')}
            hint={t('speakers.throughCount', { count: changed().size })}
          >
            {(ids) => (
              <select
                class="input"
                id={ids.id}
                name="through"
                aria-describedby={ids.describedBy}
                onChange={(event) => setLast(Number(event.currentTarget.value))}
              >
                <For each={later()}>
                  {(index) => (
                    <option value={index} selected={index === last()}>
                      {placeOf(index)} {nameOf(segments()[index]?.speakerId ?? null)}:{' '}
                      {segments()[index]?.text.slice(0, previewChars)}
                    </option>
                  )}
                </For>
              </select>
            )}
          </Field>
        </Show>
      </fieldset>
    </ChangeDialog>
  )
}
