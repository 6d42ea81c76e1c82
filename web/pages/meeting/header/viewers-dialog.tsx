import { createResource, createSignal, For, type JSX, Show } from 'solid-js'
import type { MemberList } from '../../../../server/modules/identity/members/contract.ts'
import type { MeetingView, ViewersView } from '../../../../server/modules/meetings/contract.ts'
import { t } from '../../../i18n/index.ts'
import { request } from '../../../lib/api.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'

export default function ViewersDialog(props: {
  meeting: MeetingView
  onClose: () => void
}): JSX.Element {
  const path = `/meetings/${props.meeting.id}/viewers`
  const [chosen, setChosen] = createSignal<ReadonlySet<string>>(new Set())
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const [members] = createResource(async () => {
    try {
      const [all, viewers] = await Promise.all([
        request<MemberList>('GET', '/members'),
        request<ViewersView>('GET', path),
      ])
      setChosen(new Set(viewers.data.map((viewer) => viewer.id)))
      return all.data.filter(
        (member) =>
          member.id !== props.meeting.owner.id &&
          member.role !== 'owner' &&
          member.role !== 'admin',
      )
    } catch (error) {
      setProblem(problemOf(error))
      return []
    }
  })
  const toggle = (id: string): void => {
    const next = new Set(chosen())
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }
  const save = async (): Promise<void> => {
    setBusy(true)
    setProblem()
    try {
      await request('PUT', path, { body: { userIds: [...chosen()] } })
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
          <Button look="primary" busy={busy()} onClick={() => void save()}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <p>{t('meeting.viewersWords')}</p>
      <Show when={!members.loading} fallback={<Skeleton lines={3} />}>
        <ul class="checks">
          <For each={members()} fallback={<li class="checks-none">{t('state.none')}</li>}>
            {(member) => (
              <li>
                <label class="check">
                  <input
                    type="checkbox"
                    checked={chosen().has(member.id)}
                    onChange={() => toggle(member.id)}
                  />
                  {member.name}
                  <span class="check-detail">{t(`role.${member.role}`)}</span>
                </label>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
    </Dialog>
  )
}
