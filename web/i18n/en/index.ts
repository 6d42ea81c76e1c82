import type { Message } from '../message.ts'
import { adding } from './transcript/adding.ts'
import { authoring } from './authoring/index.ts'
import { changes } from './authoring/changes.ts'
import { directory } from './organisation/directory.ts'
import { editor } from './authoring/editor.ts'
import { failure } from './failure.ts'
import { fault } from './fault.ts'
import { first } from './first.ts'
import { imported } from './transcript/imported.ts'
import { meeting } from './meeting.ts'
import { meetings } from './meetings.ts'
import { model } from './model.ts'
import { newScenario } from './authoring/new-scenario.ts'
import { actions } from './governing/actions.ts'
import { apiKeys } from './governing/api-keys.ts'
import { audit } from './governing/audit.ts'
import { mail } from './governing/mail.ts'
import { plan } from './governing/plan.ts'
import { governing } from './governing/index.ts'
import { serviceAccounts } from './governing/service-accounts.ts'
import { factors } from './organisation/factors.ts'
import { joining } from './organisation/joining.ts'
import { members } from './organisation/members.ts'
import { organisation } from './organisation/index.ts'
import { ownFaults } from './organisation/own-faults.ts'
import { providers } from './organisation/providers.ts'
import { retention } from './organisation/retention.ts'
import { settings } from './organisation/settings.ts'
import { signUp } from './organisation/sign-up.ts'
import { you } from './organisation/you.ts'
import { invoices } from './paying/invoices.ts'
import { offers } from './paying/offers.ts'
import { paying } from './paying/index.ts'
import { standing } from './paying/standing.ts'
import { pastRuns } from './authoring/past-runs.ts'
import { player } from './transcript/player.ts'
import { scenarios } from './authoring/scenarios.ts'
import { shell } from './shell.ts'
import { sectionFaults } from './transcript/section-faults.ts'
import { speakers } from './transcript/speakers.ts'
import { tabs } from './transcript/tabs.ts'
import { speech } from './speech.ts'
import { transcript } from './transcript/index.ts'
import { trials } from './authoring/trials.ts'
import { uploads } from './uploads.ts'
import { usage } from './governing/usage.ts'
import { versions } from './transcript/versions.ts'

const parts = {
  shell,
  speech,
  failure,
  fault,
  adding,
  imported,
  meetings,
  uploads,
  meeting,
  model,
  player,
  sectionFaults,
  speakers,
  tabs,
  versions,
  directory,
  scenarios,
  newScenario,
  changes,
  pastRuns,
  editor,
  trials,
  members,
  you,
  joining,
  ownFaults,
  providers,
  retention,
  settings,
  signUp,
  factors,
  apiKeys,
  serviceAccounts,
  audit,
  mail,
  plan,
  actions,
  usage,
  standing,
  offers,
  invoices,
}

/** What a translation of one part must hold: the same keys, in its own words. */
export type Wording<P extends keyof typeof parts> = Record<keyof (typeof parts)[P], Message>
export type Key = { [P in keyof typeof parts]: keyof (typeof parts)[P] }[keyof typeof parts]
export type Messages = Record<Key, Message>
/** The part of a language that comes with the first page, and the parts that scenarios and the organisation bring. */
export type FirstMessages = Record<keyof typeof first, Message>
export type AuthoringMessages = Record<keyof typeof authoring, Message>
export type GoverningMessages = Record<keyof typeof governing, Message>
export type PayingMessages = Record<keyof typeof paying, Message>
export type TranscriptMessages = Record<keyof typeof transcript, Message>
export type OrganisationMessages = Record<keyof typeof organisation, Message>

export const en: Messages = { ...first, ...authoring, ...organisation, ...governing, ...transcript }
