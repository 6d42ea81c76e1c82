import type { JoiningView, PatchJoining } from '../../server/modules/identity/joining/contract.ts'
import type {
  AccentView,
  PatchSettings,
  SettingsView,
} from '../../server/modules/settings/contract.ts'
import type {
  PutScenarioRules,
  ScenarioRulesView,
} from '../../server/modules/settings/proposals/contract.ts'
import type {
  DryRunView,
  PatchRetention,
  RetentionView,
} from '../../server/modules/settings/retention/contract.ts'
import { apiPrefix, request, withQuery } from '../lib/api.ts'

/** The organisation's colours, which every page links to. */
export const brandStylesheet = `${apiPrefix}/settings/brand.css`

export const readSettings = (): Promise<SettingsView> => request('GET', '/settings')

export const changeSettings = (body: PatchSettings, rev: number): Promise<SettingsView> =>
  request('PATCH', '/settings', { body, rev })

export const previewAccent = (colour: string, signal: AbortSignal): Promise<AccentView> =>
  request('GET', withQuery('/settings/accent', { colour }), { signal })

export const putLogo = (file: File): Promise<SettingsView> =>
  request('PUT', '/settings/logo', { file: { name: file.name, bytes: file } })

export const deleteLogo = (): Promise<SettingsView> => request('DELETE', '/settings/logo')

export const readScenarioRules = (): Promise<ScenarioRulesView> =>
  request('GET', '/settings/scenario-rules')

export const putScenarioRules = (body: PutScenarioRules, rev: number): Promise<ScenarioRulesView> =>
  request('PUT', '/settings/scenario-rules', { body, rev })

export const readRetention = (): Promise<RetentionView> => request('GET', '/settings/retention')

export const changeRetention = (body: PatchRetention, rev: number): Promise<RetentionView> =>
  request('PATCH', '/settings/retention', { body, rev })

export const tryRetention = (body: PatchRetention): Promise<DryRunView> =>
  request('POST', '/settings/retention/dry-run', { body })

export const readJoining = (): Promise<JoiningView> => request('GET', '/settings/joining')

export const changeJoining = (body: PatchJoining, rev: number): Promise<JoiningView> =>
  request('PATCH', '/settings/joining', { body, rev })

export const askToJoin = (email: string): Promise<void> =>
  request('POST', '/auth/join', { body: { email } })
