import { useNavigate } from '@solidjs/router'
import { createEffect, type JSX, Match, on, Show, Switch } from 'solid-js'
import { inLocale, t } from '../../../../i18n/index.ts'
import { Button } from '../../../../ui/control/button.tsx'
import { Failure } from '../../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../../ui/feedback/skeleton.tsx'
import { Dialog } from '../../../../ui/overlay/dialog.tsx'
import { useEditor } from '../../editor/editor-context.ts'
import type { Trials } from '../trials-store.ts'
import { FaultList } from './fault-list.tsx'
import { type PublishAction, publishAction } from './publish-action.ts'
import { Published, VersionAndTests } from './publish-steps.tsx'
import { createPublishing, type Publishing } from './publishing.ts'
import '../../report.css'
import './publish.css'

function Footer(props: {
  publishing: Publishing
  action: PublishAction | undefined
  onClose: () => void
}): JSX.Element {
  const step = () => props.publishing.step()
  return (
    <>
      <Show when={step() !== 'published'}>
        <Button onClick={() => props.onClose()}>
          {t(step() === 'red' ? 'action.close' : 'action.cancel')}
        </Button>
      </Show>
      <Show when={props.action}>
        {(action) => (
          <Button
            look={action().look}
            busy={props.publishing.busy() || step() === 'testing'}
            disabled={action().needsValidVersion && !props.publishing.isVersionValid()}
            onClick={() => action().run()}
          >
            {action().label}
          </Button>
        )}
      </Show>
    </>
  )
}

/** Leads a draft to a version in one place: its number, its tests, and then publishing, which is final. */
export default function PublishDialog(props: { trials: Trials }): JSX.Element {
  const { trials } = props
  const navigate = useNavigate()
  const editor = useEditor()
  const publishing = createPublishing(trials)
  // Publishing needs every title, so those that are missing are shown now.
  createEffect(on(publishing.check, editor.showAllTitles))
  const title = (): string => inLocale(trials.draft.draft()?.title ?? { en: '', ru: '' })
  const close = (): void => {
    trials.setPublishing(false)
    // A published draft no longer exists.
    if (publishing.step() === 'published') {
      navigate(`/scenarios/${encodeURIComponent(trials.draft.id)}`)
    }
  }
  const showFaults = (): void => {
    const [first] = editor.findings()
    trials.setPublishing(false)
    if (first) editor.goTo(first)
  }
  const action = (): PublishAction | undefined => publishAction(publishing, { close, showFaults })
  return (
    <Dialog
      title={t('publish.title', { title: title() })}
      onClose={close}
      footer={<Footer publishing={publishing} action={action()} onClose={close} />}
    >
      <Switch fallback={<Skeleton lines={3} />}>
        <Match when={publishing.step() !== 'published' && publishing.checkProblem()}>
          {(problem) => (
            <Failure
              problem={problem()}
              action={{
                label: t('action.retry'),
                run: () => void publishing.checkAgain(),
                busy: publishing.busy(),
              }}
            />
          )}
        </Match>
        <Match when={publishing.step() === 'published'}>
          <Published publishing={publishing} title={title()} />
        </Match>
        <Match when={publishing.check()?.valid === false && publishing.check()}>
          {(check) => <FaultList count={check().problems.length} />}
        </Match>
        <Match when={publishing.check()}>
          <VersionAndTests
            publishing={publishing}
            trials={trials}
            onEnter={() => action()?.run()}
          />
        </Match>
      </Switch>
    </Dialog>
  )
}
