/**
 * The values that several parts of the product share. Schema checks, contracts, the engine, the editor and the dictionaries
 * derive from these lists, so a new value stands here first and the compiler names what it still lacks. Stored values keep
 * their names and their order, which the CHECK constraints repeat. The dashboard imports this file, so it imports nothing.
 */

/** Languages of the interface, of scenarios and of results. */
export const locales = ['en', 'ru'] as const
export type Locale = (typeof locales)[number]

export const isLocale = (value: unknown): value is Locale =>
  locales.some((locale) => locale === value)

/** Makes a value for each language. */
export const eachLocale = <T>(make: (locale: Locale) => T): Record<Locale, T> =>
  Object.fromEntries(locales.map((locale) => [locale, make(locale)])) as Record<Locale, T>

/** A value that is not written in every language: readers of the others get the English one. */
export type Translated<T = string> = { readonly en: T } & Readonly<Partial<Record<Locale, T>>>

export const translate = <T>(value: Translated<T>, locale: Locale): T => value[locale] ?? value.en

/** Language of a recording: a supported one, several mixed (`multi`), or detected automatically (`detect`). */
export const spokenLanguages = [...locales, 'multi', 'detect'] as const
export type SpokenLanguage = (typeof spokenLanguages)[number]

/* Scenarios */

/** How a section of a result is shown. */
export const renderers = [
  'list',
  'table',
  'cards',
  'timeline',
  'key-value',
  'prose',
  'score',
] as const
export type Renderer = (typeof renderers)[number]

/** Kinds of items that are followed across meetings. */
export const tracks = ['action-item', 'decision', 'risk', 'question', 'commitment'] as const
export type Track = (typeof tracks)[number]

export const fieldTypes = ['string', 'integer', 'number', 'boolean', 'array', 'object'] as const
export type FieldType = (typeof fieldTypes)[number]

/** Whether an item of a section must cite the transcript. */
export const evidenceRules = ['required', 'optional'] as const
export type EvidenceRule = (typeof evidenceRules)[number]

/** What the key-less provider does with a section: cut it from speech, or leave it to a model. */
export const extractiveModes = ['cut', 'needs-model'] as const
export type ExtractiveMode = (typeof extractiveModes)[number]

export const modelSizes = ['small', 'large'] as const
export type ModelSize = (typeof modelSizes)[number]

/** Steps of a version number (https://semver.org). */
export const bumps = ['major', 'minor', 'patch'] as const
export type Bump = (typeof bumps)[number]

export const scenarioOrigins = ['built-in', 'own'] as const
export type ScenarioOrigin = (typeof scenarioOrigins)[number]
export const versionStates = ['published', 'deprecated'] as const
export type VersionState = (typeof versionStates)[number]

/** What an older result cannot show under a newer version. */
export const lossKinds = ['field', 'choice', 'type'] as const
export type LossKind = (typeof lossKinds)[number]

/* Meetings */

export const meetingStatuses = [
  'draft',
  'uploading',
  'queued',
  'waiting',
  'transcribing',
  'analysing',
  'in_review',
  'accepted',
  'failed',
  'cancelled',
] as const
export type MeetingStatus = (typeof meetingStatuses)[number]

export const meetingStages = ['ingest', 'transcribe', 'analyse'] as const
export type MeetingStage = (typeof meetingStages)[number]

export const mediaKinds = ['audio', 'video'] as const
export type MediaKind = (typeof mediaKinds)[number]

/** Whose speech provider transcribes. */
export const speechChoices = ['own', 'installation'] as const
export type SpeechChoice = (typeof speechChoices)[number]

export const captionFormats = ['vtt', 'srt', 'txt', 'json'] as const
export type CaptionFormat = (typeof captionFormats)[number]

/* Results and their review */

export const runStates = ['running', 'done', 'failed'] as const
export type RunState = (typeof runStates)[number]
export const sectionStates = ['ok', 'empty', 'needs-model', 'failed'] as const
export type SectionState = (typeof sectionStates)[number]
export const evidenceStates = ['verified', 'weak', 'unsupported'] as const
export type EvidenceState = (typeof evidenceStates)[number]
export const reviewStates = ['proposed', 'accepted', 'rejected'] as const

/* Organisations and people */

export const tenantStatuses = ['active', 'suspended', 'unproved'] as const
export type TenantStatus = (typeof tenantStatuses)[number]
/** From the most rights to the fewest. */
export const roles = ['owner', 'admin', 'author', 'member', 'viewer'] as const
export type Role = (typeof roles)[number]
/** What a service account may be. */
export const serviceRoles = ['admin', 'author', 'member', 'viewer'] as const
export type ServiceRole = (typeof serviceRoles)[number]
/** What people of a domain may join as. */
export const joiningRoles = ['viewer', 'member'] as const
export type JoiningRole = (typeof joiningRoles)[number]
export const userKinds = ['person', 'service'] as const
export type UserKind = (typeof userKinds)[number]
export const memberStatuses = ['active', 'deactivated'] as const
export const mailStates = ['queued', 'sent', 'refused', 'bounced'] as const
/** What an organisation deletes after a time of its choice. */
export const retentionKinds = ['media', 'transcript', 'results', 'modelCalls'] as const
export type RetentionKind = (typeof retentionKinds)[number]

/* Plans and payments */

export const planFeatures = ['ownProviders', 'auditExport'] as const
export type PlanFeature = (typeof planFeatures)[number]
export const payers = ['none', 'card', 'invoice'] as const
export type Payer = (typeof payers)[number]
export const subscriptionStatuses = ['trialing', 'active', 'past_due', 'cancelled'] as const
export type SubscriptionStatus = (typeof subscriptionStatuses)[number]
export const invoiceStatuses = ['draft', 'open', 'paid', 'uncollectible', 'void'] as const
export type InvoiceStatus = (typeof invoiceStatuses)[number]
