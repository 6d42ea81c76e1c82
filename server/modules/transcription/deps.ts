import type { TenantTx } from '../../../db/tenant.ts'
import type { LoadedPack } from '../../../plugins/engine/index.ts'
import type { Services } from '../../../db/services.ts'
import type { Cursors } from '../../platform/cursors.ts'
import type {
  AnswerReader,
  FileStore,
  RecordingCutter,
  RecordingStore,
  SpeechProvider,
  TranscriptReader,
} from './ports.ts'

export interface TranscriptionDeps extends Services {
  files: FileStore
  reader: TranscriptReader
  cursors: Cursors
}

export interface TranscribeDeps extends TranscriptionDeps {
  files: FileStore & RecordingStore
  reader: TranscriptReader & AnswerReader
  /** Scenarios, which may know words of the trade. */
  packs: {
    find(
      tx: TenantTx,
      id: string,
      version: string,
    ): Promise<Pick<LoadedPack, 'manifest'> | undefined>
  }
  /** Null or left out where the machine has no ffmpeg: recordings are sent as they are. */
  cutter?: RecordingCutter | null
  /** Null where none is configured: meetings wait for one. */
  speech: SpeechProvider | null
  /** What an organisation brought in place of it; null where it brought none. */
  ownSpeech?: (tenantId: string) => Promise<SpeechProvider | null>
  /** What recordings are listened to in. */
  speechLanguage: 'meeting' | 'multi' | 'detect'
}
