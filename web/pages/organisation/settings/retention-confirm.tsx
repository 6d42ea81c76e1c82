import { createSignal, For, type JSX, Show } from 'solid-js'
import type {
  DryRunView,
  PatchRetention,
} from '../../../../server/modules/settings/retention/contract.ts'
import { formatBytes, formatDay, formatMoment } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import { goingOf } from './retention-choices.ts'

/** Lists what the rules would delete, before they are saved. */
export function RetentionConfirm(props: {
  rules: Required<PatchRetention>
  seen: DryRunView
  save: () => Promise<void>
  onClose: () => void
}): JSX.Element {
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const going = () => goingOf(props.seen)
  const keepsAll = (): boolean => Object.values(props.rules).every((hours) => hours === null)
  const when = (): string => formatMoment(props.seen.nextRunAt, locale())
  const save = async (): Promise<void> => {
    setBusy(true)
    setProblem()
    try {
      await props.save()
      props.onClose()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={t(going().length > 0 ? 'retention.ask' : 'retention.askNone')}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={() => props.onClose()}>{t('action.cancel')}</Button>
          <Button
            look={going().length > 0 ? 'danger' : 'primary'}
            busy={busy()}
            onClick={() => void save()}
          >
            {t(going().length > 0 ? 'retention.saveDelete' : 'retention.save')}
          </Button>
        </>
      }
    >
      <Show
        when={going().length > 0}
        fallback={<p>{keepsAll() ? t('retention.keepsAll') : t('retention.goesNone')}</p>}
      >
        <p>{t('retention.goes', { when: when() })}</p>
        <ul class="going">
          <For each={going()}>
            {(kind) => (
              <li>
                <strong>
                  {t(`retention.amount.${kind}`, {
                    count: props.seen[kind].count,
                    size: formatBytes(props.seen[kind].bytes, locale()),
                  })}
                </strong>
                <Show when={props.seen[kind].oldest}>
                  {(at) => (
                    <span>
                      {t('retention.oldest', { when: formatDay(at().slice(0, 10), locale()) })}
                    </span>
                  )}
                </Show>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
    </Dialog>
  )
}
