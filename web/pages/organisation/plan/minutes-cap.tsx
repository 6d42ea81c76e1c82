import { createSignal, type JSX, Show } from 'solid-js'
import type { BillingView } from '../../../../server/modules/billing/contract.ts'
import { capMinutes } from '../../../api/billing.ts'
import { formatNumber } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { createAct } from '../../../lib/act.ts'
import { can } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { loadBilling } from '../../../features/billing/billing-store.ts'
import {
  parseMoney,
  formatMoney,
  formatMoneyInput,
} from '../../../features/billing/format-money.ts'

type Price = NonNullable<BillingView['minutePrice']>

/** The monthly cap on paid minutes, which owners can change. */
export function MinutesCap(props: { billing: BillingView; price: Price }): JSX.Element {
  const cap = () => props.billing.minutesCap
  const words = (): string => {
    const known = cap()
    if (!known) return t('cap.none')
    return t('cap.words', {
      cap: formatMoney(known, locale()),
      minutes: formatNumber(known.minutes, locale()),
    })
  }
  return (
    <section class="form-card" aria-labelledby="minutes-cap" data-cap={cap()?.minor ?? 'none'}>
      <header>
        <h2 id="minutes-cap">{t('cap.title')}</h2>
        <p>{words()}</p>
      </header>
      <Show when={can('billing:write')}>
        <CapForm cap={cap()} currency={props.price.currency} />
      </Show>
    </section>
  )
}

function CapForm(props: { cap: BillingView['minutesCap']; currency: string }): JSX.Element {
  const { busy, problem, run } = createAct()
  const [typed, setTyped] = createSignal(
    props.cap ? formatMoneyInput(props.cap.minor, props.currency) : '',
  )
  const [isTried, setTried] = createSignal(false)
  const minor = (): number | null => parseMoney(typed(), props.currency)
  const save = async (wanted: number | null): Promise<void> => {
    await capMinutes(wanted)
    await loadBilling()
    setTried(false)
    if (wanted === null) setTyped('')
    showToast({ tone: 'plain', words: t(wanted === null ? 'cap.removed' : 'cap.saved') })
  }
  const submit = (): void => {
    setTried(true)
    const wanted = minor()
    if (wanted !== null) void run(() => save(wanted))
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Field
        label={t('cap.label', { currency: props.currency.toUpperCase() })}
        hint={t('cap.hint')}
        fault={isTried() && minor() === null ? t('cap.fault') : undefined}
      >
        {(ids) => (
          <input
            class="input plan-cap-input"
            id={ids.id}
            name="cap"
            aria-describedby={ids.describedBy}
            inputmode="decimal"
            autocomplete="off"
            maxLength={12}
            value={typed()}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        )}
      </Field>
      <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
      <div class="plan-actions">
        <Button type="submit" busy={busy()}>
          {t('cap.save')}
        </Button>
        <Show when={props.cap}>
          <Button look="quiet" busy={busy()} onClick={() => void run(() => save(null))}>
            {t('cap.remove')}
          </Button>
        </Show>
      </div>
    </form>
  )
}
