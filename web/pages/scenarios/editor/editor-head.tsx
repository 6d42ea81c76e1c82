import { A, useNavigate } from '@solidjs/router'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import Redo from 'lucide-solid/icons/redo-2'
import Undo from 'lucide-solid/icons/undo-2'
import { type JSX, Show } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { describeProblem } from '../../../i18n/describe-problem.ts'
import { IconButton } from '../../../ui/control/button.tsx'
import type { Problem } from '../../../lib/problem.ts'
import { Badge } from '../../../ui/display/badge.tsx'
import { Menu } from '../../../ui/overlay/menu.tsx'
import { DraftActions } from '../trials/draft-actions.tsx'
import { formatChange } from './check/format-change.ts'
import { useEditor } from './editor-context.ts'
import { titleOf } from './form/title-of.ts'

function SaveState(): JSX.Element {
  const { draft } = useEditor()
  const words = (): string => {
    switch (draft.saving()) {
      case 'saved':
        return t('editor.saved')
      case 'unsaved':
      case 'saving':
        return t('editor.saving')
      case 'overtaken':
      case 'gone':
        return t('editor.notSaved')
      default:
        return ''
    }
  }
  const whyFailed = (problem: Problem): string =>
    t('editor.notSavedWhy', {
      why: problem.code === 'offline' ? t('editor.offline') : describeProblem(problem),
    })
  return (
    <span class="save-state" role="status" data-saving={draft.saving()}>
      <Show when={draft.saving() === 'failed' && draft.problem()} fallback={words()}>
        {(problem) => (
          <span class="save-failed" title={whyFailed(problem())}>
            {whyFailed(problem())}
          </span>
        )}
      </Show>
      <Show when={draft.saving() === 'failed'}>
        <button type="button" class="link" onClick={() => void draft.save()}>
          {t('action.retry')}
        </button>
      </Show>
    </span>
  )
}

/** Undo and redo; on a narrow screen redo is in the menu. */
function UndoButtons(): JSX.Element {
  const { draft } = useEditor()
  return (
    <>
      <IconButton
        label={t('action.undo')}
        keyHint="Ctrl Z"
        disabled={!draft.canUndo()}
        onClick={draft.undo}
      >
        <Undo />
      </IconButton>
      <IconButton
        label={t('editor.redo')}
        keyHint="Ctrl Shift Z"
        class="editor-wide"
        disabled={!draft.canRedo()}
        onClick={draft.redo}
      >
        <Redo />
      </IconButton>
    </>
  )
}

function NarrowMenu(props: { title: string }): JSX.Element {
  const editor = useEditor()
  const navigate = useNavigate()
  const { draft } = editor
  return (
    <Menu
      label={t('editor.menuOf', { title: props.title })}
      trigger={<Ellipsis />}
      triggerClass="icon-button editor-narrow"
      groups={[
        [
          {
            label: t('trials.changes'),
            run: () => navigate(`/scenarios/${encodeURIComponent(draft.id)}/changes`),
          },
        ],
        editor.mayEdit()
          ? [{ label: t('editor.redo'), disabled: !draft.canRedo(), run: draft.redo }]
          : [],
      ]}
    />
  )
}

/** The scenario's title, whether the draft is saved, what it changes, and the actions on it as a whole. */
export function EditorHead(): JSX.Element {
  const editor = useEditor()
  const { draft } = editor
  const title = (): string => titleOf(editor.form()?.title ?? draft.draft()?.title, draft.id)
  const change = (): string | undefined => {
    const check = draft.check()
    return check && formatChange(check)
  }
  return (
    <header class="editor-head">
      <div class="editor-where">
        <nav class="crumbs" aria-label={t('editor.crumbs')}>
          <A href="/scenarios">{t('scenarios.title')}</A>
          <span aria-hidden="true">›</span>
          <A class="crumb-last" href={`/scenarios/${encodeURIComponent(draft.id)}`}>
            {title()}
          </A>
        </nav>
        <SaveState />
      </div>
      <div class="editor-title">
        <h1 title={title()}>{title()}</h1>
        <Badge>
          {draft.draft()?.basedOn
            ? t('editor.draftOf', { version: draft.draft()?.basedOn ?? '' })
            : t('editor.newDraft')}
        </Badge>
        <Show when={change()}>
          {(words) => (
            <span class="editor-change" title={words()}>
              <Badge tone="info">
                <span>{words()}</span>
              </Badge>
            </span>
          )}
        </Show>
      </div>
      <div class="editor-tools">
        <Show when={editor.mayEdit()}>
          <UndoButtons />
        </Show>
        <div class="editor-actions">
          <DraftActions draft={draft} />
        </div>
        <NarrowMenu title={title()} />
      </div>
    </header>
  )
}
