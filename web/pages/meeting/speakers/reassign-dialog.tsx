import { createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import type { SegmentView } from '../../../../server/modules/transcription/contract.ts'
import { formatClock } from '../../../i18n/format.ts'
import { t } from '../../../i18n/index.ts'
import { Field } from '../../../ui/control/field.tsx'
import { toneOfOrder } from '../../../ui/display/name-tone.ts'
import { useMeeting } from '../meeting-context.ts'
import type { Speaker } from '../transcript/segment-row.tsx'
import { ChangeDialog } from './change-dialog.tsx'
import { describeImpact } from './describe-impact.ts'
import { changedIds, onlySpeaker, runEnd } from './segment-ranges.ts'
import type { TranscriptChange } from './speaker-edits.ts'

type SegmentChange = Extract<TranscriptChange, { at: 'segment' }>
type Reach = 'one' | 'run' | 'through'

const maxLater = 200
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

/** Who gets which segments, from the one that the dialog was opened on. */
function createReassign(segment: SegmentView) {
  const { store } = useMeeting()
  const segments = (): SegmentView[] => store.state.transcript?.data ?? []
  const speakers = (): Speaker[] => store.state.transcript?.speakers ?? []
  const from = segments().findIndex(({ segmentId }) => segmentId === segment.segmentId)
  const endOfRun = runEnd(segments(), from)
  const nameOf = (id: number | null): string =>
    speakers().find((speaker) => speaker.id === id)?.name ?? t('transcript.unknown')
  const placeOf = (index: number): string => {
    const found = segments()[index]
    return found?.startMs == null ? String(found?.segmentId ?? '') : formatClock(found.startMs)
  }
  const [speakerId, setSpeakerId] = createSignal<number | undefined>(
    speakers().find(({ id }) => id !== segment.speakerId)?.id,
  )
  const [newName, setNewName] = createSignal('')
  const [reach, setReach] = createSignal<Reach>('one')
  const [last, setLast] = createSignal(Math.min(from + 1, segments().length - 1))
  const to = (): number => ({ one: from, run: endOfRun, through: last() })[reach()]
  /** A new speaker by a known name is that speaker. */
  const target = (): number | undefined =>
    speakerId() ??
    speakers().find(({ name }) => name.toLowerCase() === newName().trim().toLowerCase())?.id
  return {
    speakers,
    speakerId,
    setSpeakerId,
    newName,
    setNewName,
    reach,
    setReach,
    last,
    setLast,
    target,
    nameOf,
    runCount: (): number => endOfRun - from + 1,
    runPlace: (): string => placeOf(endOfRun),
    later: (): number[] =>
      Array.from(
        { length: Math.min(maxLater, segments().length - from - 1) },
        (_, at) => from + 1 + at,
      ),
    preview: (index: number): string => {
      const found = segments()[index]
      const text = found?.text.slice(0, previewChars) ?? ''
      return `${placeOf(index)} ${nameOf(found?.speakerId ?? null)}: ${text}`
    },
    changed: createMemo(() => changedIds(segments(), from, to(), target())),
    /** The change, and the one that takes it back where one request can. */
    changes: (): { change: SegmentChange; undo: SegmentChange | undefined } => {
      const { segmentId } = segment
      const through = segments()[to()]?.segmentId
      const range = through === undefined || through === segmentId ? {} : { through }
      const changeTo = (speaker: { id: number } | { name: string }): SegmentChange => ({
        at: 'segment',
        segmentId,
        body: { speaker, ...range },
      })
      const id = target()
      const before = onlySpeaker(segments(), from, to())
      return {
        change: changeTo(id === undefined ? { name: newName().trim() } : { id }),
        undo: before === undefined ? undefined : changeTo({ id: before }),
      }
    },
  }
}

function Range(props: { form: ReturnType<typeof createReassign> }): JSX.Element {
  return (
    <fieldset class="choices">
      <legend class="field-label">{t('speakers.range')}</legend>
      <Choice
        name="reach"
        isChosen={props.form.reach() === 'one'}
        onChoose={() => props.form.setReach('one')}
      >
        {t('speakers.range.one')}
      </Choice>
      <Show when={props.form.runCount() > 1}>
        <Choice
          name="reach"
          isChosen={props.form.reach() === 'run'}
          onChoose={() => props.form.setReach('run')}
        >
          {t('speakers.range.run', { count: props.form.runCount(), place: props.form.runPlace() })}
        </Choice>
      </Show>
      <Show when={props.form.later().length > 0}>
        <Choice
          name="reach"
          isChosen={props.form.reach() === 'through'}
          onChoose={() => props.form.setReach('through')}
        >
          {t('speakers.range.through')}
        </Choice>
      </Show>
      <Show when={props.form.reach() === 'through'}>
        <Field
          label={t('speakers.lastOne')}
          hint={t('speakers.throughCount', { count: props.form.changed().size })}
        >
          {(ids) => (
            <select
              class="input"
              id={ids.id}
              name="through"
              aria-describedby={ids.describedBy}
              onChange={(event) => props.form.setLast(Number(event.currentTarget.value))}
            >
              <For each={props.form.later()}>
                {(index) => (
                  <option value={index} selected={index === props.form.last()}>
                    {props.form.preview(index)}
                  </option>
                )}
              </For>
            </select>
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
  const { edits } = useMeeting()
  const form = createReassign(props.segment)
  const [isTried, setTried] = createSignal(false)
  const save = async (): Promise<boolean> => {
    setTried(true)
    const id = form.target()
    const name = form.newName().trim()
    if (id === undefined && !name) return false
    const count = form.changed().size
    if (count === 0) return true
    const { change, undo } = form.changes()
    const newOwner = id === undefined ? name : form.nameOf(id)
    await edits.save(change, t('speakers.reassigned', { count, name: newOwner }), undo)
    return true
  }
  return (
    <ChangeDialog
      title={t('speakers.whoSays')}
      submit={t('action.save')}
      run={save}
      impact={describeImpact(edits.citing(form.changed()))}
      onClose={props.onClose}
    >
      <blockquote class="quote change-quote">
        {t('evidence.quoted', { quote: props.segment.text })}
      </blockquote>
      <Who
        speakers={form.speakers()}
        speakerId={form.speakerId()}
        newName={form.newName()}
        isTried={isTried()}
        onChoose={form.setSpeakerId}
        onName={form.setNewName}
      />
      <Range form={form} />
    </ChangeDialog>
  )
}
