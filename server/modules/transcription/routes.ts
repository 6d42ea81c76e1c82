import { Elysia, t } from 'elysia'
import { IdParams } from '../../http/contract.ts'
import { needs, upTo } from '../../http/needs.ts'
import { readBlocks } from '../../http/read-bytes.ts'
import type { SessionPlugin } from '../../http/session/session.ts'
import type { AuditNotes } from '../../../db/audit/audit-notes.ts'
import type { Blocks } from '../../platform/blocks.ts'
import { AppError } from '../../platform/errors.ts'
import { ImportedView, TranscriptList, TranscriptQuery, TranscriptView } from './contract.ts'
import { speakerRoutes } from './speakers/routes.ts'
import type { TranscriptionDeps } from './deps.ts'
import { importTranscript } from './import-transcript.ts'
import { readTranscript, readTranscripts, readWholeTranscript } from './read-transcript.ts'
import { captionTypes, writeCaptions } from './write-captions.ts'
import { captionFormats, type CaptionFormat } from '../../../plugins/vocabulary.ts'

const group = 'Transcripts'
const maxBytes = 20 * 1024 * 1024

const bringing = upTo(
  maxBytes,
  needs(
    'meetings:write',
    group,
    'Bring a transcript; the analysis starts by itself',
    [
      'not_found',
      'wrong_state',
      'transcript_unrecognised',
      'transcript_too_large',
      'unsupported_media_type',
    ],
    'The body is the file itself, told apart by content: WebVTT, SRT or SBV captions; plain “Name: text”; the text or DOCX of Teams, Google Meet (Markdown too), Otter, Fireflies, Zoom or Kontur Talk; the JSON of Fireflies, Fathom or Deepgram (`listen` with utterances or paragraphs), or JSON segments. Text in UTF-8, UTF-16 or Windows-1251; at most 20 MB, and 32 MB of text unpacked from a DOCX. A speaker or a time that the file does not state stays null. `X-File-Name` may carry the percent-encoded file name.',
  ),
)
const transcriptBody = {
  required: true,
  content: {
    'application/octet-stream': { schema: { type: 'string' as const, format: 'binary' } },
    'text/vtt': {
      schema: { type: 'string' as const },
      example: 'WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\n<v Anna Kern>We start on Monday.',
    },
  },
}

export const transcriptRoutes = (
  deps: TranscriptionDeps & { session: SessionPlugin; notes: AuditNotes },
) => {
  const routes = new Elysia({ prefix: '/api/v1/meetings/:id', normalize: false })
    .use(deps.session)
    .post(
      '/transcript',
      async ({ ctx, params, request, set }) => {
        const blocks = await readFile(request)
        set.status = 201
        return importTranscript(deps, ctx, params.id, {
          blocks,
          fileName: readFileName(request),
          contentType: request.headers.get('content-type'),
        })
      },
      {
        detail: { ...bringing.detail, requestBody: transcriptBody },
        parse: 'none',
        params: IdParams,
        response: { 201: ImportedView },
      },
    )
    .get(
      '/transcript',
      async ({ ctx, params, query }) => {
        const page = await readTranscript(deps, ctx, params.id, query)
        deps.notes.read(ctx, 'transcript.read', params.id)
        return page
      },
      {
        ...needs('meetings:read', group, 'Read the transcript page by page', ['not_found']),
        params: IdParams,
        query: TranscriptQuery,
        response: { 200: TranscriptView },
      },
    )
  routes.get('/transcripts', ({ ctx, params }) => readTranscripts(deps, ctx, params.id), {
    ...needs('meetings:read', group, 'List the transcripts that a meeting has had', ['not_found']),
    params: IdParams,
    response: { 200: TranscriptList },
  })
  routes.use(speakerRoutes(deps))
  for (const format of captionFormats) {
    routes.get(
      `/transcript.${format}`,
      async ({ ctx, params, set }) => {
        const { title, segments } = await readWholeTranscript(deps, ctx, params.id)
        if (isCaption(format) && segments.every(({ startMs }) => startMs === null)) throw untimed()
        deps.notes.read(ctx, 'transcript.read', params.id)
        set.headers['content-type'] = captionTypes[format]
        set.headers['content-disposition'] = attachment(title, format)
        return writeCaptions(format, segments)
      },
      {
        ...needs('meetings:read', group, `Download the transcript as ${format}`, [
          'not_found',
          'wrong_state',
          'retention_over',
        ]),
        params: IdParams,
        response: { 200: t.String() },
      },
    )
  }
  return routes
}

const isCaption = (format: CaptionFormat): boolean => format === 'vtt' || format === 'srt'

const untimed = (): AppError =>
  new AppError(
    'wrong_state',
    'This transcript has no times, and captions need them. Download it as txt or json.',
    [],
    {},
    'В этой расшифровке нет времени, а субтитрам оно нужно. Скачайте её в txt или json.',
  )

/** RFC 6266: an ASCII name for old readers and the real one in UTF-8. */
export const attachment = (title: string, extension: string): string =>
  `attachment; filename="meeting.${extension}"; filename*=UTF-8''${encodeURIComponent(title).replaceAll("'", '%27')}.${extension}`

// U+0000 cannot be stored, and a file name has no line breaks.
const controls = /\p{Cc}/gu

function readFileName(request: Request): string | null {
  const given = request.headers.get('x-file-name')
  if (!given) return null
  try {
    const name = decodeURIComponent(given).split(/[/\\]/).at(-1) ?? ''
    return name.replaceAll(controls, '').trim().slice(0, 255).toWellFormed() || null
  } catch {
    return null
  }
}

// The default content type of curl does not mean a form; only a multipart body holds more than the file.
const notAFile = /^multipart\//i

async function readFile(request: Request): Promise<Blocks> {
  if (notAFile.test(request.headers.get('content-type') ?? '')) {
    throw new AppError(
      'unsupported_media_type',
      'This is a form. Send the transcript file itself as the body, e.g. curl --data-binary @meeting.vtt. Nothing was changed.',
      [],
      {},
      'Это форма. Отправьте телом запроса сам файл расшифровки, например curl --data-binary @meeting.vtt. Ничего не изменено.',
    )
  }
  const blocks = await readBlocks(request, maxBytes)
  if (blocks === null) throw tooLarge()
  if (blocks.length === 0) {
    throw new AppError(
      'transcript_empty',
      'The body is empty. Send the transcript file itself as the body.',
      [
        {
          pointer: '',
          detail: 'the body is empty',
          inRussian: 'тело запроса пустое',
          reason: 'empty_file',
        },
      ],
      {},
      'Тело запроса пустое. Отправьте в нём сам файл расшифровки.',
    )
  }
  return blocks
}

const tooLarge = (): AppError =>
  new AppError(
    'transcript_too_large',
    'The file is larger than 20 MB. A transcript is text: check that this is not the recording. Nothing was changed.',
    [
      {
        pointer: '',
        detail: 'larger than 20 MB',
        inRussian: 'больше 20 МБ',
        reason: 'file_too_large',
      },
    ],
    {},
    'Файл больше 20 МБ. Расшифровка – это текст: проверьте, не сама ли это запись. Ничего не изменено.',
  )
