import { createSignal, For, type JSX, Show } from 'solid-js'
import type { MySession } from '../../../server/modules/identity/me/contract.ts'
import { endMySession, endOtherSessions } from '../../api/me.ts'
import { formatMoment } from '../../i18n/format.ts'
import { locale, t } from '../../i18n/index.ts'
import { type Problem, problemOf } from '../../lib/problem.ts'
import { Button } from '../../ui/control/button.tsx'
import { Badge } from '../../ui/display/badge.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import { showToast } from '../../ui/feedback/toasts.tsx'
import { deviceOf } from './describe-device.ts'

function describeDevice({ userAgent }: MySession): string {
  if (!userAgent) return t('device.unknown')
  const { browser, system } = deviceOf(userAgent)
  if (browser && system) return t('device.on', { browser, system })
  return browser ?? system ?? t('device.program')
}

export function Sessions(props: {
  sessions: readonly MySession[]
  onChanged: () => Promise<void>
}): JSX.Element {
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const run = async (act: () => Promise<void>, words: string): Promise<void> => {
    setBusy(true)
    setProblem()
    try {
      await act()
      showToast({ tone: 'plain', words })
      await props.onChanged()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  const detail = (session: MySession): string =>
    [
      t('you.lastUsed', { when: formatMoment(session.lastUsedAt, locale()) }),
      t('you.since', { when: formatMoment(session.createdAt, locale()) }),
      session.address ?? '',
    ]
      .filter(Boolean)
      .join(' · ')
  const hasOthers = (): boolean => props.sessions.some(({ isCurrent }) => !isCurrent)
  return (
    <section class="form-card" aria-labelledby="you-sessions">
      <header>
        <h2 id="you-sessions">{t('you.sessions')}</h2>
        <p>{hasOthers() ? t('you.sessionsWords') : t('you.onlyHere')}</p>
      </header>
      <ul class="you-sessions">
        <For each={props.sessions}>
          {(session) => (
            <li class="you-session">
              <div>
                <span class="you-device">
                  <span>{describeDevice(session)}</span>
                  <Show when={session.isCurrent}>
                    <Badge tone="accent">{t('you.thisDevice')}</Badge>
                  </Show>
                </span>
                <span class="cell-second">{detail(session)}</span>
              </div>
              <Show when={!session.isCurrent}>
                <Button
                  size="small"
                  busy={busy()}
                  aria-label={t('you.endOf', { device: describeDevice(session) })}
                  onClick={() => void run(() => endMySession(session.id), t('you.ended'))}
                >
                  {t('you.end')}
                </Button>
              </Show>
            </li>
          )}
        </For>
      </ul>
      <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
      <Show when={hasOthers()}>
        <Button
          busy={busy()}
          onClick={() => void run(() => endOtherSessions(), t('you.othersEnded'))}
        >
          {t('you.endOthers')}
        </Button>
      </Show>
    </section>
  )
}
