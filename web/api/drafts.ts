import type { CheckView, DraftView } from '../../server/modules/scenarios/contract.ts'
import { request } from '../lib/api.ts'
import { problemOf } from '../lib/problem.ts'
import { scenarioPath } from './scenario-path.ts'

const draftPath = (id: string): string => `${scenarioPath(id)}/draft`

export const readDraft = (id: string): Promise<DraftView> => request('GET', draftPath(id))

/** The draft, or undefined where the scenario has none. */
export async function findDraft(id: string): Promise<DraftView | undefined> {
  try {
    return await readDraft(id)
  } catch (error) {
    if (problemOf(error).status === 404) return undefined
    throw error
  }
}

/** Saves the draft; with `rev`, only while the server still has that revision. */
export const saveDraft = (
  id: string,
  files: Record<string, string>,
  rev?: number,
): Promise<DraftView> => request('PUT', draftPath(id), { body: { files }, rev })

export const deleteDraft = (id: string, rev?: number): Promise<void> =>
  request('DELETE', draftPath(id), { rev })

/** Checks these files as the scenario's next version; without any, those of its draft. */
export const checkDraft = (
  id: string,
  files?: Record<string, string>,
  signal?: AbortSignal,
): Promise<CheckView> =>
  request('POST', `${scenarioPath(id)}/check`, { body: files && { files }, signal })
