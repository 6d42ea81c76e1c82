import type { JSX } from 'solid-js'
import type { CheckView, DraftView } from '../../../../server/modules/scenarios/contract.ts'
import { newPack } from '../../../../server/modules/scenarios/drafts/new-pack.ts'
import { json, type startApiServer } from '../../../test/api-server.ts'
import { renderAt } from '../../../test/render-at.tsx'
import type { Draft } from '../editor/draft-store.ts'
import type { Editor } from '../editor/editor-context.ts'

type Api = ReturnType<typeof startApiServer>

let served = 0

export const validCheck: CheckView = {
  valid: true,
  hash: 'x',
  problems: [],
  comparedWith: '1.0.0',
  differences: [],
  requiredBump: 'minor',
  limits: [],
}

const digestOf = (files: Record<string, string>): string =>
  Bun.hash(JSON.stringify(files)).toString(16)

/**
 * Serves a draft that can be saved, with a valid check and no trials, and returns it as it was last saved. Each has an id of its
 * own: what an earlier test saves while it is cleaned up must not reach a later one.
 */
export function serveDraft(api: Api): { id: string; draft: () => DraftView } {
  served += 1
  const id = `our-minutes-${served}`
  const files = newPack(id)
  let draft: DraftView = {
    id,
    title: { en: 'Our minutes', ru: 'Наш протокол' },
    basedOn: '1.0.0',
    digest: digestOf(files),
    files,
    rev: 1,
    updatedAt: '2026-01-01T00:00:00.000Z',
  }
  const path = `/scenarios/${id}`
  api.answer('GET', `${path}/draft`, () => json(draft))
  api.answer('PUT', `${path}/draft`, ({ body }) => {
    const { files } = body as { files: Record<string, string> }
    draft = { ...draft, files, digest: digestOf(files), rev: draft.rev + 1 }
    return json(draft)
  })
  api.answer('POST', `${path}/check`, () => json(validCheck))
  api.answer('GET', `${path}/trials`, () => json({ data: [] }))
  api.answer('GET', `${path}/goldens`, () => json({ data: [] }))
  return { id, draft: () => draft }
}

/** Opens the served draft in an editor that shows only the given part. */
export async function openInEditor(
  id: string,
  part: (draft: Draft, editor: Editor) => JSX.Element,
) {
  const { Show } = await import('solid-js')
  const { createDraft } = await import('../editor/draft-store.ts')
  const { createEditor, EditorContext } = await import('../editor/editor-context.ts')
  let opened: { draft: Draft; editor: Editor } | undefined
  const Page = (): JSX.Element => {
    const draft = createDraft(id)
    const editor = createEditor(draft)
    opened = { draft, editor }
    return (
      <EditorContext.Provider value={editor}>
        <Show when={draft.draft() && draft.check()}>{part(draft, editor)}</Show>
      </EditorContext.Provider>
    )
  }
  const page = await renderAt(Page, `/scenarios/${id}/draft`)
  if (!opened) throw new Error('The editor was not rendered')
  return { ...page, ...opened, id }
}
