import { createResource, createSignal, type JSX, Show } from 'solid-js'
import type { RequirementView } from '../../../../server/modules/identity/factors/contract.ts'
import { readRequirement, requireFactors } from '../../../api/factors.ts'
import { formatDate } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { createAct } from '../../../lib/act.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { refreshMe } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { ConfirmDialog } from '../../../ui/overlay/confirm-dialog.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'

const usualDays = 14
const maxDays = 90

function describeState({ from }: RequirementView): string {
  if (from === null) return t('require.off')
  const when = formatDate(from, locale())
  return t(Date.parse(from) <= Date.now() ? 'require.on' : 'require.soon', { when })
}

/** Whether, and from when, every member needs a second factor. */
export function RequirementSection(props: { onChanged: () => Promise<void> }): JSX.Element {
  const [problem, setProblem] = createSignal<Problem>()
  const [found, { mutate, refetch }] = createResource(async () => {
    try {
      setProblem()
      return await readRequirement()
    } catch (error) {
      setProblem(problemOf(error))
      return undefined
    }
  })
  const [open, setOpen] = createSignal<'ask' | 'stop'>()
  const close = (): void => {
    setOpen()
  }
  const set = async (view: RequirementView): Promise<void> => {
    mutate(view)
    await Promise.all([props.onChanged(), refreshMe()])
  }
  const stop = async (): Promise<void> => {
    await set(await requireFactors({ isRequired: false }))
    showToast({ tone: 'plain', words: t('require.stopped') })
  }
  return (
    <section aria-labelledby="require-title">
      <h2 id="require-title">{t('require.title')}</h2>
      <p class="page-words">{t('require.words')}</p>
      <Show when={problem()}>
        {(failed) => (
          <Failure
            problem={failed()}
            action={{ label: t('action.retry'), run: () => void refetch() }}
          />
        )}
      </Show>
      <Show when={found.latest}>
        {(view) => (
          <>
            <p>
              {describeState(view())}{' '}
              {view().peopleWithout > 0
                ? t('require.without', { count: view().peopleWithout })
                : t('require.everybody')}
            </p>
            <div class="factor-requirement-buttons">
              <Button onClick={() => setOpen('ask')}>
                {t(view().isRequired ? 'require.change' : 'require.start')}
              </Button>
              <Show when={view().isRequired}>
                <Button onClick={() => setOpen('stop')}>{t('require.stop')}</Button>
              </Show>
            </div>
          </>
        )}
      </Show>
      <Show when={open() === 'ask'}>
        <RequireDialog onSet={set} onClose={close} />
      </Show>
      <Show when={open() === 'stop'}>
        <ConfirmDialog
          title={t('require.stopAsk')}
          words={t('require.stopWords')}
          confirm={t('require.stop')}
          look="primary"
          run={stop}
          onClose={close}
        />
      </Show>
    </section>
  )
}

function RequireDialog(props: {
  onSet: (view: RequirementView) => Promise<void>
  onClose: () => void
}): JSX.Element {
  const [days, setDays] = createSignal(String(usualDays))
  const { busy, problem, run } = createAct()
  const isFaulty = (): boolean => !/^\d{1,2}$/.test(days().trim()) || Number(days()) > maxDays
  const submit = async (): Promise<void> => {
    if (isFaulty()) return
    await run(async () => {
      const view = await requireFactors({ isRequired: true, graceDays: Number(days()) })
      const when = formatDate(view.from ?? '', locale())
      showToast({ tone: 'plain', words: t('require.started', { when }) })
      props.onClose()
      await props.onSet(view)
    })
  }
  return (
    <Dialog
      title={t('require.ask')}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={() => props.onClose()}>{t('action.cancel')}</Button>
          <Button look="primary" busy={busy()} onClick={() => void submit()}>
            {t('require.start')}
          </Button>
        </>
      }
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Field
          label={t('require.days')}
          hint={t('require.daysHint')}
          fault={isFaulty() ? t('require.daysFault') : undefined}
        >
          {(ids) => (
            <input
              class="input"
              id={ids.id}
              aria-describedby={ids.describedBy}
              name="grace-days"
              inputmode="numeric"
              maxLength={3}
              value={days()}
              onInput={(event) => setDays(event.currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" hidden tabindex="-1">
          {t('require.start')}
        </button>
      </form>
      <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
    </Dialog>
  )
}
