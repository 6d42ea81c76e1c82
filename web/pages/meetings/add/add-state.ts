import type { CreateMeeting, MeetingView } from '../../../../server/modules/meetings/contract.ts'
import type { TranscriptFile } from '../../../api/transcripts.ts'
import { namesOf } from '../../../features/meetings/participant-names.ts'
import { isTaken, type PickedFile, type TakenFile } from '../../../features/uploads/file-kind.ts'
import { titleOfFile } from '../../../features/uploads/title-of-file.ts'
import type { Locale } from '../../../i18n/index.ts'
import { withOffset } from '../../../lib/local-moment.ts'
import type { AddBy } from './add-by.ts'

export type SpokenLanguage = NonNullable<MeetingView['spokenLanguage']>

/** What is typed and chosen in the form. */
export interface AddFields {
  by: AddBy
  files: PickedFile[]
  text: string
  title: string
  scenario: string
  language: Locale
  spokenLanguage: SpokenLanguage | ''
  clientId: string
  /** Null until somebody chooses one: then what the file says is taken. */
  startedAt: string | null
  participants: string
}

export type MissingField = 'title' | 'transcript' | 'scenario'

export const initialFields = (by: AddBy, language: Locale): AddFields => ({
  by,
  files: [],
  text: '',
  title: '',
  scenario: '',
  language,
  spokenLanguage: '',
  clientId: '',
  startedAt: null,
  participants: '',
})

/** The chosen files that can be added; the others say why they cannot. */
export const takenFiles = ({ by, files }: AddFields): TakenFile[] =>
  by === 'file' ? files.filter(isTaken) : []

/** What was typed, or else the name of the first file. */
export function titleOf(fields: AddFields): string {
  const [first] = takenFiles(fields)
  return fields.title || (first ? titleOfFile(first.file.name) : '')
}

export function pastedTranscript({ by, text }: AddFields): TranscriptFile | undefined {
  if (by === 'file' || !text.trim()) return undefined
  return { name: 'transcript.txt', bytes: new Blob([text], { type: 'text/plain' }) }
}

/** What keeps the meeting from being added. Of several files each brings its own title. */
export function missingFields(fields: AddFields, scenarioId: string): MissingField[] {
  const taken = takenFiles(fields)
  const missing: MissingField[] = []
  if (!titleOf(fields).trim() && taken.length <= 1) missing.push('title')
  if (taken.length === 0 && !pastedTranscript(fields)) missing.push('transcript')
  if (!scenarioId) missing.push('scenario')
  return missing
}

/** `startedLocal`: wall clock here, as a `datetime-local` field writes it; empty where unknown. */
export const toCreateMeeting = (
  fields: AddFields,
  { title, scenarioId, startedLocal }: Record<'title' | 'scenarioId' | 'startedLocal', string>,
): CreateMeeting => ({
  title,
  scenario: { id: scenarioId },
  language: fields.language,
  ...(fields.spokenLanguage ? { spokenLanguage: fields.spokenLanguage } : {}),
  ...(fields.clientId ? { clientId: fields.clientId } : {}),
  ...(startedLocal ? { startedAt: withOffset(startedLocal) } : {}),
  ...(fields.participants.trim()
    ? { participants: namesOf(fields.participants).map((name) => ({ name })) }
    : {}),
})
