import { createResource, createSignal, For, type JSX, Show } from 'solid-js'
import type { MemberView } from '../../../../server/modules/identity/members/contract.ts'
import type { MeetingView } from '../../../../server/modules/meetings/contract.ts'
import { readViewers, replaceViewers, transferMeeting } from '../../../api/meetings.ts'
import { listMembers } from '../../../api/members.ts'
import { t } from '../../../i18n/index.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'

/** From so many members on the list is searched. */
const searchedFrom = 9

function OwnerChoice(props: {
  owner: { id: string; name: string }
  members: readonly MemberView[]
  value: string
  onChoose: (id: string) => void
}): JSX.Element {
  const heirs = (): readonly MemberView[] =>
    props.members.filter(({ id, role }) => role !== 'viewer' && id !== props.owner.id)
  return (
    <Field
      label={t('meeting.owner')}
      hint={props.value === props.owner.id ? undefined : t('meeting.ownerHint')}
    >
      {(ids) => (
        <select
          class="input"
          id={ids.id}
          name="owner"
          aria-describedby={ids.describedBy}
          onChange={(event) => props.onChoose(event.currentTarget.value)}
        >
          <option value={props.owner.id} selected={props.value === props.owner.id}>
            {props.owner.name}
          </option>
          <For each={heirs()}>
            {(member) => (
              <option value={member.id} selected={props.value === member.id}>
                {member.name} · {t(`role.${member.role}`)}
              </option>
            )}
          </For>
        </select>
      )}
    </Field>
  )
}

function ViewerChoice(props: {
  members: readonly MemberView[]
  chosen: ReadonlySet<string>
  onToggle: (id: string) => void
}): JSX.Element {
  const [words, setWords] = createSignal('')
  const found = (): readonly MemberView[] =>
    props.members.filter(({ name }) =>
      name.toLocaleLowerCase().includes(words().trim().toLocaleLowerCase()),
    )
  return (
    <fieldset class="viewer-choice">
      <legend class="field-label">{t('meeting.viewersAlso')}</legend>
      <Show when={props.members.length >= searchedFrom}>
        <input
          class="input"
          type="search"
          aria-label={t('meeting.viewersSearch')}
          placeholder={t('meeting.viewersSearch')}
          value={words()}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      </Show>
      <ul class="checks">
        <For each={found()} fallback={<li class="checks-none">{t('state.none')}</li>}>
          {(member) => (
            <li>
              <label class="check">
                <input
                  type="checkbox"
                  checked={props.chosen.has(member.id)}
                  onChange={() => props.onToggle(member.id)}
                />
                {member.name}
                <span class="check-detail">{member.email ?? t(`role.${member.role}`)}</span>
              </label>
            </li>
          )}
        </For>
      </ul>
    </fieldset>
  )
}

/** Who owns a meeting, and who besides its owner and admins reads it. */
export default function ViewersDialog(props: {
  meeting: MeetingView
  onSaved: (meeting: MeetingView) => void
  onClose: () => void
}): JSX.Element {
  const { id } = props.meeting
  const owner = { ...props.meeting.owner }
  const [chosen, setChosen] = createSignal<ReadonlySet<string>>(new Set())
  const [before, setBefore] = createSignal<string[]>([])
  const [ownerId, setOwnerId] = createSignal(owner.id)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const [members] = createResource(async () => {
    try {
      const [all, viewers] = await Promise.all([listMembers(), readViewers(id)])
      setBefore(viewers.data.map((viewer) => viewer.id))
      setChosen(new Set(before()))
      return all.data.filter(({ status }) => status === 'active')
    } catch (error) {
      setProblem(problemOf(error))
      return undefined
    }
  })
  /** Those whom the choice makes a difference to. */
  const readers = (): MemberView[] =>
    (members.latest ?? []).filter(
      ({ id, role }) => id !== owner.id && role !== 'owner' && role !== 'admin',
    )
  const toggle = (memberId: string): void => {
    const next = new Set(chosen())
    if (!next.delete(memberId)) next.add(memberId)
    setChosen(next)
  }
  const save = async (): Promise<void> => {
    setBusy(true)
    setProblem()
    try {
      // The owner first sets who reads: once it is somebody else's, they may not. Whoever is not listed here stays.
      const added = [...chosen()].filter((viewer) => !before().includes(viewer))
      const kept = before().filter((viewer) => chosen().has(viewer))
      await replaceViewers(id, [...kept, ...added])
      if (ownerId() !== owner.id) props.onSaved(await transferMeeting(id, ownerId()))
      props.onClose()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={t('meeting.viewers')}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={() => props.onClose()}>{t('action.cancel')}</Button>
          <Button
            look="primary"
            busy={busy() || members.loading}
            disabled={!members.latest}
            onClick={() => void save()}
          >
            {t('action.save')}
          </Button>
        </>
      }
    >
      <p>{t('meeting.viewersWords')}</p>
      <Show when={!members.loading} fallback={<Skeleton lines={3} />}>
        <OwnerChoice
          owner={owner}
          members={members.latest ?? []}
          value={ownerId()}
          onChoose={setOwnerId}
        />
        <ViewerChoice members={readers()} chosen={chosen()} onToggle={toggle} />
      </Show>
      <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
    </Dialog>
  )
}
