import { A } from '@solidjs/router'
import EyeOff from 'lucide-solid/icons/eye-off'
import Target from 'lucide-solid/icons/target'
import X from 'lucide-solid/icons/x'
import { createSignal, For, type JSX, Match, Show, Switch } from 'solid-js'
import type { GoldenView } from '../../../../server/modules/scenarios/goldens/contract.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { removeGolden } from '../../../api/goldens.ts'
import { problemOf } from '../../../lib/problem.ts'
import { settled } from '../../../lib/settled.ts'
import { IconButton } from '../../../ui/control/button.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { ConfirmDialog } from '../../../ui/overlay/confirm-dialog.tsx'
import type { ScenarioStore } from './scenario-store.ts'

function GoldenRow(props: { golden: GoldenView; onRemove: () => void }): JSX.Element {
  const title = (): string => props.golden.meeting?.title ?? t('goldens.hidden')
  return (
    <li class="golden">
      <Show when={props.golden.meeting} fallback={<EyeOff />}>
        <Target />
      </Show>
      <div class="golden-words">
        <Show when={props.golden.meeting} fallback={<span class="cell-none">{title()}</span>}>
          {(meeting) => (
            <A class="golden-link" href={`/meetings/${meeting().id}`}>
              {meeting().title}
            </A>
          )}
        </Show>
        <span class="cell-second figures">
          {t('goldens.items', { count: props.golden.itemCount })} ·{' '}
          {formatMoment(props.golden.createdAt, locale())}
        </span>
      </div>
      <IconButton
        label={t('goldens.removeOf', { title: title() })}
        onClick={() => props.onRemove()}
      >
        <X />
      </IconButton>
    </li>
  )
}

/** The goldens: accepted meetings that new versions are compared with. */
export function GoldenBlock(props: { store: ScenarioStore }): JSX.Element {
  const [removing, setRemoving] = createSignal<GoldenView>()
  const goldens = () => settled(props.store.goldens)?.data
  const remove = async (golden: GoldenView): Promise<void> => {
    await removeGolden(props.store.id, golden.id)
    await props.store.refetchGoldens()
    showToast({ tone: 'plain', words: t('goldens.removed') })
  }
  return (
    <section class="scenario-part">
      <h2>{t('goldens.title')}</h2>
      <p class="scenario-hint">{t('goldens.words')}</p>
      <Switch>
        <Match when={props.store.goldens.error}>
          <Failure
            problem={problemOf(props.store.goldens.error)}
            action={{ label: t('action.retry'), run: () => void props.store.refetchGoldens() }}
          />
        </Match>
        <Match when={goldens()?.length}>
          <ul class="goldens">
            <For each={goldens()}>
              {(golden) => <GoldenRow golden={golden} onRemove={() => setRemoving(golden)} />}
            </For>
          </ul>
        </Match>
        <Match when={goldens()}>
          <p class="scenario-none">{t('goldens.empty')}</p>
        </Match>
        <Match when={true}>
          <Skeleton lines={2} />
        </Match>
      </Switch>
      <Show when={removing()}>
        {(golden) => (
          <ConfirmDialog
            title={t('goldens.removeAsk')}
            words={t('goldens.removeWords')}
            confirm={t('goldens.remove')}
            run={() => remove(golden())}
            onClose={() => setRemoving()}
          />
        )}
      </Show>
    </section>
  )
}
