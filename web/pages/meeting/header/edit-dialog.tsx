import { createSignal, For, type JSX, Show } from 'solid-js'
import type { MeetingView, PatchMeeting } from '../../../../server/modules/meetings/contract.ts'
import { updateMeeting } from '../../../api/meetings.ts'
import { t } from '../../../i18n/index.ts'
import { clients } from '../../../lib/lookups.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { Button } from '../../../ui/control/button.tsx'
import { createKeptForm } from '../../../ui/control/kept-form.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import { namesOf } from '../../../features/meetings/participant-names.ts'
import { changedMoment, toLocalInput } from '../../../lib/local-moment.ts'

/** What `datetime-local` takes: the wall clock here, without a zone. */
function createEdit(meeting: MeetingView) {
  const [title, setTitle] = createSignal(meeting.title)
  const [clientId, setClientId] = createSignal(meeting.client?.id ?? '')
  const [startedAt, setStartedAt] = createSignal(toLocalInput(meeting.startedAt))
  const people = meeting.participants.map((person) => person.name).join(', ')
  const [names, setNames] = createSignal(people)

  /** Roles and directory links of those who stay are kept. */
  const participants = (): PatchMeeting['participants'] =>
    namesOf(names()).map((name) => {
      const known = meeting.participants.find((person) => person.name === name)
      if (!known) return { name }
      const { role, personId } = known
      return { name, role, ...(personId ? { personId } : {}) }
    })
  const changes = (): PatchMeeting => ({
    title: title().trim(),
    clientId: clientId() || null,
    // An unchanged time keeps its seconds and its offset.
    ...(startedAt() === toLocalInput(meeting.startedAt)
      ? {}
      : { startedAt: startedAt() ? changedMoment(startedAt(), meeting.startedAt) : null }),
    ...(names() === people ? {} : { participants: participants() }),
  })
  return {
    title,
    setTitle,
    clientId,
    setClientId,
    startedAt,
    setStartedAt,
    names,
    setNames,
    changes,
  }
}

function EditFields(props: { edit: ReturnType<typeof createEdit> }): JSX.Element {
  return (
    <>
      <Field
        label={t('add.name')}
        fault={props.edit.title().trim() ? undefined : t('add.needTitle')}
      >
        {(ids) => (
          <input
            class="input"
            id={ids.id}
            name="title"
            aria-describedby={ids.describedBy}
            maxLength={300}
            value={props.edit.title()}
            onInput={(event) => props.edit.setTitle(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field label={t('add.client')}>
        {(ids) => (
          <select
            class="input"
            id={ids.id}
            name="clientId"
            onChange={(event) => props.edit.setClientId(event.currentTarget.value)}
          >
            <option value="">{t('add.noClient')}</option>
            <For each={clients()}>
              {(client) => (
                <option value={client.id} selected={client.id === props.edit.clientId()}>
                  {client.name}
                </option>
              )}
            </For>
          </select>
        )}
      </Field>
      <Field label={t('add.startedAt')}>
        {(ids) => (
          <input
            class="input"
            id={ids.id}
            name="startedAt"
            type="datetime-local"
            value={props.edit.startedAt()}
            onInput={(event) => props.edit.setStartedAt(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field label={t('add.participants')} hint={t('add.participantsHint')}>
        {(ids) => (
          <textarea
            class="input"
            id={ids.id}
            aria-describedby={ids.describedBy}
            name="participants"
            rows={2}
            value={props.edit.names()}
            onInput={(event) => props.edit.setNames(event.currentTarget.value)}
          />
        )}
      </Field>
    </>
  )
}

export default function EditDialog(props: {
  meeting: MeetingView
  onSaved: (meeting: MeetingView) => void
  onClose: () => void
}): JSX.Element {
  const edit = createEdit(props.meeting)
  const kept = createKeptForm(`meeting.${props.meeting.id}`)
  const cancel = (): void => {
    kept.drop()
    props.onClose()
  }
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const save = async (): Promise<void> => {
    if (!edit.title().trim()) return
    setBusy(true)
    setProblem()
    try {
      props.onSaved(await updateMeeting(props.meeting, edit.changes()))
      kept.drop()
      props.onClose()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={t('meeting.edit')}
      onClose={props.onClose}
      kept={kept}
      footer={
        <>
          <Button onClick={cancel}>{t('action.cancel')}</Button>
          <Button look="primary" busy={busy()} onClick={() => void save()}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <EditFields edit={edit} />
      <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
    </Dialog>
  )
}
