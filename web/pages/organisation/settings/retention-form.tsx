import { createSignal, For, type JSX, Show, untrack } from 'solid-js'
import { createStore } from 'solid-js/store'
import type {
  DryRunView,
  PatchRetention,
  RetentionView,
} from '../../../../server/modules/settings/retention/contract.ts'
import { changeRetention, tryRetention } from '../../../api/settings.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { createAct } from '../../../lib/act.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { createKeptForm, KeptNote } from '../../../ui/control/kept-form.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { KindChoice } from './kind-choice.tsx'
import { type Choices, choicesOf, isSame, isSound, rulesOf } from './retention-choices.ts'
import { RetentionConfirm } from './retention-confirm.tsx'
import { retentionKinds, type RetentionKind } from '../../../../plugins/vocabulary.ts'

/** Rules that wait for confirmation, with what they would delete. */
interface Asked {
  rules: Required<PatchRetention>
  seen: DryRunView
}

interface RetentionProps {
  rules: RetentionView
  onSaved: (rules: RetentionView) => void
  onStale: () => Promise<void>
}

function createRetentionForm(props: RetentionProps) {
  const kept = createKeptForm('settings.retention')
  // Starts from the saved rules; later edits belong to the form.
  const [choices, setChoices] = createStore<Choices>(untrack(() => choicesOf(props.rules)))
  const [tried, setTried] = createSignal(false)
  const [asked, setAsked] = createSignal<Asked>()
  const { busy, problem, run } = createAct()
  const change = (kind: RetentionKind, part: Partial<Choices[RetentionKind]>): void =>
    setChoices(kind, part)
  /** Asks what the rules would delete before they are saved. */
  const preview = (): void => {
    setTried(true)
    if (!retentionKinds.every((kind) => isSound(choices[kind]))) return
    const rules = rulesOf(choices)
    if (isSame(rules, props.rules)) {
      showToast({ tone: 'plain', words: t('retention.nothing') })
      return
    }
    void run(async () => {
      setAsked({ rules, seen: await tryRetention(rules) })
    })
  }
  const save = async (rules: Required<PatchRetention>): Promise<void> => {
    try {
      props.onSaved(await changeRetention(rules, props.rules.rev))
    } catch (error) {
      // Keep what was chosen, so that the next attempt is made against the current revision.
      if (problemOf(error).code === 'precondition_failed') await props.onStale()
      throw error
    }
    setTried(false)
    kept.settle()
    showToast({ tone: 'plain', words: t('retention.saved') })
  }
  return { kept, choices, change, tried, asked, setAsked, busy, problem, preview, save }
}

export function RetentionForm(props: RetentionProps): JSX.Element {
  const form = createRetentionForm(props)
  return (
    <section class="form-card" aria-labelledby="settings-retention">
      <header>
        <h2 id="settings-retention">{t('retention.title')}</h2>
        <p>{t('retention.words')}</p>
        <p>{t('retention.safe')}</p>
      </header>
      <form
        noValidate
        ref={(element) => form.kept.attach(element)}
        onSubmit={(event) => {
          event.preventDefault()
          form.preview()
        }}
      >
        <KeptNote kept={form.kept} />
        <For each={retentionKinds}>
          {(kind) => (
            <KindChoice
              kind={kind}
              choice={form.choices[kind]}
              isFaulty={form.tried() && !isSound(form.choices[kind])}
              onChange={(part) => form.change(kind, part)}
            />
          )}
        </For>
        <Show when={form.problem()}>{(found) => <Failure problem={found()} />}</Show>
        <p class="field-hint">
          {props.rules.nextRunAt
            ? t('retention.next', { when: formatMoment(props.rules.nextRunAt, locale()) })
            : t('retention.none')}
        </p>
        <Show when={can('settings:write')}>
          <Button type="submit" look="primary" busy={form.busy()}>
            {t('retention.look')}
          </Button>
        </Show>
      </form>
      <Show when={form.asked()}>
        {(one) => (
          <RetentionConfirm
            rules={one().rules}
            seen={one().seen}
            save={() => form.save(one().rules)}
            onClose={() => form.setAsked()}
          />
        )}
      </Show>
    </section>
  )
}
