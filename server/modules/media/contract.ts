import { type Static, Type } from '@sinclair/typebox'
import { partChecksums, uploadStates } from '../../../db/schema/media.ts'
import { Closed, Nullable, OneOf, Timestamp, Uuid } from '../../http/contract.ts'
import { mediaKinds } from '../../../plugins/vocabulary.ts'

export const largestUploadBytes = 2 * 1024 ** 3

export const CreateUpload = Closed(
  {
    fileName: Type.String({ minLength: 1, maxLength: 255 }),
    sizeBytes: Type.Integer({ minimum: 1, maximum: largestUploadBytes }),
    contentType: Type.String({ maxLength: 200 }),
    sha256: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Of the whole file, in hex' }),
    ),
    partChecksum: Type.Optional(
      OneOf(
        partChecksums,
        'Every part will be signed with its checksum, and the storage takes none without',
      ),
    ),
  },
  {
    examples: [{ fileName: 'status.mp4', sizeBytes: 734_003_200, contentType: 'video/mp4' }],
  },
)
export type CreateUpload = Static<typeof CreateUpload>

const PartNumber = Type.Integer({ minimum: 1, maximum: 10_000 })

export const UploadView = Closed({
  id: Uuid(),
  meetingId: Uuid(),
  state: OneOf(uploadStates),
  fileName: Type.String(),
  contentType: Type.String(),
  sizeBytes: Type.Integer(),
  partSizeBytes: Type.Integer({ description: 'Of every part but the last' }),
  parts: Type.Integer({ description: 'How many parts there are' }),
  partChecksum: Nullable(OneOf(partChecksums)),
  arrived: Type.Array(
    Closed({ number: PartNumber, sizeBytes: Type.Integer(), etag: Type.String() }),
    { description: 'Parts that the storage has' },
  ),
  createdAt: Timestamp(),
})
export type UploadView = Static<typeof UploadView>

export const SignParts = Closed({
  numbers: Type.Array(PartNumber, { minItems: 1, maxItems: 100, uniqueItems: true }),
  checksums: Type.Optional(
    Type.Array(Type.String({ pattern: '^[A-Za-z0-9+/]{6}==$' }), {
      maxItems: 100,
      description:
        'CRC-32 of each part, big-endian, in base64, in the order of `numbers`; for uploads that were begun with `partChecksum`',
    }),
  ),
})
export type SignParts = Static<typeof SignParts>

export const SignedParts = Closed({
  data: Type.Array(
    Closed({
      number: PartNumber,
      url: Type.String(),
      /** Sent with the PUT exactly as given: the signature covers them. */
      headers: Type.Record(Type.String(), Type.String()),
    }),
  ),
  expiresAt: Timestamp(),
})
export type SignedParts = Static<typeof SignedParts>

const MOST_PARTS = 10_000
/** As S3 returns them; some storages return more than a hash. */
const MOST_ETAG_CHARS = 200
const PART_SIGNS = 60
/** Enough for an upload with the maximum number of parts. */
export const completeUploadMostBytes = MOST_PARTS * (MOST_ETAG_CHARS + PART_SIGNS)

export const CompleteUpload = Closed({
  parts: Type.Array(
    Closed({ number: PartNumber, etag: Type.String({ maxLength: MOST_ETAG_CHARS }) }),
    {
      minItems: 1,
      maxItems: MOST_PARTS,
    },
  ),
})
export type CompleteUpload = Static<typeof CompleteUpload>

const SignedUrl = Closed({ url: Type.String(), expiresAt: Timestamp() })

export const MediaView = Closed({
  id: Uuid(),
  meetingId: Uuid(),
  fileName: Type.String(),
  kind: OneOf(mediaKinds),
  contentType: Type.String(),
  sizeBytes: Type.Integer(),
  durationMs: Nullable(Type.Integer()),
  /** What the player plays: the recording, or its sound alone where only that is wanted. */
  recording: SignedUrl,
  audio: Nullable(SignedUrl),
  heardIn: OneOf(
    ['recording', 'audio'] as const,
    'Where all of the sound is heard: browsers do not play every codec, nor more than one track',
  ),
  isSilent: Type.Boolean({ description: 'Nothing is heard in any track' }),
  missingMs: Nullable(
    Type.Integer({ description: 'How much of what the file promises is not in it' }),
  ),
  /** The recording under its own name, for saving it: browsers obey no page about what comes from another origin. */
  download: SignedUrl,
  peaks: Nullable(
    Closed({
      perSecond: Type.Number(),
      values: Type.Array(Type.Integer({ minimum: 0, maximum: 255 })),
    }),
  ),
  createdAt: Timestamp(),
})
export type MediaView = Static<typeof MediaView>
