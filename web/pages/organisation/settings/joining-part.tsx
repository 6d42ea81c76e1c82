import { createSignal, For, type JSX, onMount, Show } from 'solid-js'
import type {
  JoiningView,
  PatchJoining,
} from '../../../../server/modules/identity/joining/contract.ts'
import { changeJoining, readJoining } from '../../../api/settings.ts'
import { t } from '../../../i18n/index.ts'
import { createAct } from '../../../lib/act.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { Segments } from '../../../ui/control/segments.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'

/** Who may join without an invitation. Each change is saved at once. */
export function JoiningPart(): JSX.Element {
  const [joining, setJoining] = createSignal<JoiningView>()
  const { busy, problem, run } = createAct()
  const read = (): Promise<void> => run(async () => void setJoining(await readJoining()))
  onMount(() => void read())
  const save = (change: PatchJoining): Promise<void> =>
    run(async () => {
      try {
        setJoining(await changeJoining(change, joining()?.rev ?? 0))
        showToast({ tone: 'plain', words: t('joining.saved') })
      } catch (error) {
        // The switches show the saved state, not the failed change.
        const known = joining()
        if (problemOf(error).code === 'precondition_failed') setJoining(await readJoining())
        else if (known) setJoining({ ...known })
        throw error
      }
    })
  return (
    <section class="form-card" aria-labelledby="settings-joining">
      <header>
        <h2 id="settings-joining">{t('joining.title')}</h2>
        <p>{t('joining.words')}</p>
      </header>
      <Show when={joining()}>
        {(known) => (
          <Show
            when={known().hasMail}
            fallback={<p class="settings-note">{t('joining.noMail')}</p>}
          >
            <JoiningChoices
              joining={known()}
              isFixed={!can('settings:write')}
              isBusy={busy()}
              onChange={(change) => void save(change)}
            />
          </Show>
        )}
      </Show>
      <Show when={problem()}>
        {(found) => (
          <Failure
            problem={found()}
            action={joining() ? undefined : { label: t('action.retry'), run: () => void read() }}
          />
        )}
      </Show>
    </section>
  )
}

function JoiningChoices(props: {
  joining: JoiningView
  isFixed: boolean
  isBusy: boolean
  onChange: (change: PatchJoining) => void
}): JSX.Element {
  const allowed = (domain: string): boolean => props.joining.domains.includes(domain)
  /** Includes domains that are allowed now but could no longer be added. */
  const shown = (): string[] =>
    [...new Set([...props.joining.possible, ...props.joining.domains])].toSorted()
  const isOwn = (domain: string): boolean => props.joining.possible.includes(domain)
  const toggle = (domain: string, box: HTMLInputElement): void => {
    const isOn = box.checked
    // A disabled checkbox would lose the keyboard focus.
    if (props.isBusy) {
      box.checked = !isOn
      return
    }
    const kept = props.joining.domains.filter((one) => one !== domain && isOwn(one))
    props.onChange({ domains: isOn ? [...kept, domain] : kept })
  }
  return (
    <>
      <For each={props.joining.publicDomains}>
        {(domain) => <p class="settings-note">{t('joining.public', { domain })}</p>}
      </For>
      <Show
        when={shown().length > 0}
        fallback={
          <Show when={props.joining.publicDomains.length === 0}>
            <p class="settings-note">{t('joining.none')}</p>
          </Show>
        }
      >
        <fieldset class="domains">
          <legend>{t('joining.domains')}</legend>
          <For each={shown()}>
            {(domain) => (
              <label class="domain">
                <input
                  type="checkbox"
                  checked={allowed(domain)}
                  disabled={props.isFixed}
                  aria-disabled={props.isBusy || undefined}
                  onChange={(event) => toggle(domain, event.currentTarget)}
                />
                <span>
                  {domain}
                  <Show when={!isOwn(domain)}>
                    <span class="field-hint">{t('joining.gone', { domain })}</span>
                  </Show>
                </span>
              </label>
            )}
          </For>
        </fieldset>
        <Show
          when={props.joining.domains.length > 0}
          fallback={<p class="field-hint">{t('joining.off')}</p>}
        >
          <JoiningRole role={props.joining.role} onChoose={(role) => props.onChange({ role })} />
          <p class="field-hint">
            {t('joining.page', { address: `${window.location.origin}/join` })}
          </p>
        </Show>
      </Show>
    </>
  )
}

function JoiningRole(props: {
  role: JoiningView['role']
  onChoose: (role: JoiningView['role']) => void
}): JSX.Element {
  return (
    <div class="settings-choice">
      <span aria-hidden="true">{t('joining.role')}</span>
      <Segments
        label={t('joining.role')}
        value={props.role}
        choices={[
          { value: 'viewer', label: t('role.viewer') },
          { value: 'member', label: t('role.member') },
        ]}
        onChoose={props.onChoose}
      />
      <p class="field-hint">
        {t(`role.${props.role}.words`)} {t('joining.roleHint')}
      </p>
    </div>
  )
}
