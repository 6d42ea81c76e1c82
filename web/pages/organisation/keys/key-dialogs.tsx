import { createSignal, For, type JSX, Show } from 'solid-js'
import type { KeyView, NewKey } from '../../../../server/modules/identity/keys/contract.ts'
import { replaceKey, revokeKey } from '../../../api/keys.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { ConfirmDialog } from '../../../ui/overlay/confirm-dialog.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import { createAct } from '../../../lib/act.ts'
import { ShownKey } from './shown-key.tsx'

interface KeyDialogProps {
  apiKey: KeyView
  onChanged: () => Promise<void>
  onClose: () => void
}

const overlaps = [0, 1, 24, 168, 720] as const
type Overlap = (typeof overlaps)[number]
const hourMs = 3_600_000

/** When the old key expires: after the overlap, or earlier by its own expiry. */
function describeOldEnd(hours: number, expiresAt: string | null): string {
  if (hours === 0) return t('replaceKey.doneNow')
  const end = Math.min(Date.now() + hours * hourMs, Date.parse(expiresAt ?? '') || Infinity)
  return t('replaceKey.doneLater', { when: formatMoment(new Date(end).toISOString(), locale()) })
}

export function ReplaceKeyDialog(props: KeyDialogProps): JSX.Element {
  const [hours, setHours] = createSignal<Overlap>(24)
  const [made, setMade] = createSignal<NewKey & { words: string }>()
  const act = createAct()
  const replace = (): Promise<void> =>
    act.run(async () => {
      const { id, expiresAt } = props.apiKey
      const key = await replaceKey(id, hours())
      setMade({ ...key, words: describeOldEnd(hours(), expiresAt) })
      await props.onChanged()
    })
  return (
    <Show
      when={made()}
      fallback={
        <Dialog
          title={t('replaceKey.title', { name: props.apiKey.name })}
          onClose={props.onClose}
          footer={
            <>
              <Button onClick={() => props.onClose()}>{t('action.cancel')}</Button>
              <Button look="primary" busy={act.busy()} onClick={() => void replace()}>
                {t('replaceKey.do')}
              </Button>
            </>
          }
        >
          <p>{t('replaceKey.words')}</p>
          <Field label={t('replaceKey.overlap')} hint={t('replaceKey.overlapHint')}>
            {(ids) => (
              <select
                class="input"
                id={ids.id}
                name="overlap"
                aria-describedby={ids.describedBy}
                onChange={(event) => setHours(Number(event.currentTarget.value) as Overlap)}
              >
                <For each={overlaps}>
                  {(choice) => (
                    <option value={choice} selected={choice === hours()}>
                      {t(`replaceKey.hours${choice}`)}
                    </option>
                  )}
                </For>
              </select>
            )}
          </Field>
          <Show when={act.problem()}>{(found) => <Failure problem={found()} />}</Show>
        </Dialog>
      }
    >
      {(key) => (
        <ShownKey
          name={props.apiKey.name}
          secret={key().key}
          scopes={props.apiKey.scopes}
          words={key().words}
          onClose={props.onClose}
        />
      )}
    </Show>
  )
}

export function RevokeKeyDialog(props: KeyDialogProps): JSX.Element {
  const lastUse = (): string => {
    const { lastUsedAt, lastUsedFrom } = props.apiKey
    if (lastUsedAt === null) return t('revokeKey.unused')
    const when = formatMoment(lastUsedAt, locale())
    return t('revokeKey.used', { when, address: lastUsedFrom ?? '' })
  }
  const revoke = async (): Promise<void> => {
    await revokeKey(props.apiKey.id)
    showToast({ tone: 'plain', words: t('revokeKey.done', { name: props.apiKey.name }) })
    await props.onChanged()
  }
  return (
    <ConfirmDialog
      title={t('revokeKey.title', { name: props.apiKey.name })}
      words={`${t('revokeKey.words')} ${lastUse()}`}
      confirm={t('revokeKey.do')}
      run={revoke}
      onClose={props.onClose}
    />
  )
}
