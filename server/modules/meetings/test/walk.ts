import { expect } from 'bun:test'
import { type Client, createMeeting, talk } from '../../../http/test/meetings.ts'
import { sendParts } from '../../../http/test/uploads.ts'
import type { RunList } from '../../analysis/contract.ts'
import { analyseMeeting } from '../../analysis/index.ts'
import type { UploadView } from '../../media/contract.ts'
import { sweepUploads } from '../../media/index.ts'
import type { MeetingView } from '../contract.ts'
import { claimOnly, countRuns, depsOf, type Held, hold, jobCtxOf } from './attempts.ts'
import { look, type Shown, upToShown } from './look.ts'
import {
  type Action,
  failingEngine,
  stages,
  storageIsAway,
  type WalkingPlace,
  working,
} from './walking-place.ts'

interface OpenUpload {
  view: UploadView
  bytes: Uint8Array
  file: 'sound' | 'damaged' | 'text'
  name: string
}

/** A meeting on its way through an order of steps, and what a person who watches would expect of it. */
export class Walk {
  private id = ''
  private uploads: OpenUpload[] = []
  /** What was brought and neither refused nor discarded, the newest last. */
  private brought: string[] = []
  private damaged = new Set<string>()
  /** What somebody asked to have worked on, and nobody stopped. */
  private asked = new Set<string>()
  private held: Held | null = null
  private beforeReplacement: { shown: Shown; name: string } | null = null
  private count = 0
  private last: Shown | null = null
  readonly log: string[] = []

  constructor(private readonly place: WalkingPlace) {}

  async begin(): Promise<void> {
    this.id = (await createMeeting(this.place.client)).id
    this.last = await look(this.place, this.id)
  }

  private get client(): Client {
    return this.place.client
  }

  private path(rest = ''): string {
    return `/meetings/${this.id}${rest}`
  }

  private async post(rest: string, json?: unknown): Promise<Response> {
    return this.client.post(this.path(rest), json)
  }

  /** What was seen after the step before. */
  private seen(): Shown {
    if (!this.last) throw new Error('nothing was looked at yet')
    return this.last
  }

  private newest(): string | undefined {
    return this.brought.at(-1)
  }

  private bring(name: string): void {
    this.brought.push(name)
    this.asked.add(name)
  }

  private unbring(name: string): void {
    this.brought = this.brought.filter((one) => one !== name)
    this.asked.delete(name)
  }

  async take(action: Action): Promise<void> {
    const note = await this.perform(action)
    this.log.push(`${Object.values(action).join(' ')} → ${note}`)
    await this.check()
  }

  private async perform(action: Action): Promise<string> {
    switch (action.do) {
      case 'upload':
        return this.startUpload(action.file)
      case 'send':
        return this.send()
      case 'complete':
        return this.complete()
      case 'abort':
      case 'expire':
        return this.giveUp(action.do)
      case 'import':
        return this.import(action.file)
      case 'work':
        return this.work(action.how)
      case 'stale':
        return this.attempt(action.job, 'done')
      case 'release':
        return this.release()
      case 'adopt':
        return this.adopt()
      case 'rerun':
        return this.rerun()
      case 'delete':
        return this.remove()
      default:
        return this.steer(action.do)
    }
  }

  private async steer(how: string): Promise<string> {
    const before = this.seen()
    const response =
      how === 'discard'
        ? await this.client.send(this.path('/replacement'), { method: 'DELETE' })
        : await this.post(`/${how}`)
    if (!response.ok) {
      expect(response.status).toBeOneOf(how === 'discard' ? [404, 409] : [409])
      if (how === 'retry') expect(before.meeting.canRetry).toBe(false)
      if (how === 'cancel') expect(working.has(before.meeting.status)).toBe(false)
      return String(response.status)
    }
    this.beforeReplacement = null
    if (how === 'cancel' && before.meeting.status !== 'uploading') this.asked.clear()
    if (how === 'cancel' && before.meeting.status === 'uploading') this.uploads = []
    const next = this.newest()
    if ((how === 'retry' || how === 'process') && next) this.asked.add(next)
    const isReplacing = before.meeting.replacement?.state === 'pending'
    const keepsShown = how === 'discard' && isReplacing
    if (keepsShown) this.brought = upToShown(this.brought, await look(this.place, this.id))
    return 'ok'
  }

  private async startUpload(file: OpenUpload['file']): Promise<string> {
    const name = `recording ${++this.count}`
    const bytes = new TextEncoder().encode(
      file === 'text'
        ? 'WEBVTT\n\n00:00.000 --> 00:01.000\nHello'
        : `RIFF\0\0\0\0WAVEfmt <${name}>`,
    )
    const sha256 = new Bun.CryptoHasher('sha256')
      .update(file === 'damaged' ? 'another file' : bytes)
      .digest('hex')
    const before = this.seen()
    const response = await this.client.post(this.path('/uploads'), {
      fileName: name,
      sizeBytes: bytes.length,
      contentType: 'audio/wav',
      partChecksum: 'crc32',
      sha256,
    })
    if (!response.ok) return String(response.status)
    this.uploads.push({ view: (await response.json()) as UploadView, bytes, file, name })
    await this.expectUntouched(before, { mayUpload: true })
    return name
  }

  private async send(): Promise<string> {
    const upload = this.uploads.at(-1)
    if (!upload) return 'nothing'
    await sendParts(this.place.installation, this.client, upload.view, upload.bytes)
    return upload.name
  }

  private async complete(): Promise<string> {
    const upload = this.uploads.at(-1)
    if (!upload) return 'nothing'
    const before = this.seen()
    const { arrived } = await this.client.get<UploadView>(`/uploads/${upload.view.id}`)
    const parts = arrived.map(({ number, etag }) => ({ number, etag }))
    const named = parts.length > 0 ? parts : [{ number: 1, etag: 'none' }]
    const response = await this.client.post(`/uploads/${upload.view.id}/complete`, { parts: named })
    if (response.status === 422) {
      this.uploads.pop()
      await this.expectUntouched(before, { mayUpload: true })
      return 'refused'
    }
    if (!response.ok) {
      await this.expectUntouched(before, {})
      return String(response.status)
    }
    this.uploads.pop()
    if (upload.file === 'damaged') this.damaged.add(upload.name)
    this.beforeReplacement = this.newest() ? { shown: before, name: upload.name } : null
    this.bring(upload.name)
    return upload.name
  }

  private async giveUp(how: 'abort' | 'expire'): Promise<string> {
    const upload = this.uploads.pop()
    if (!upload) return 'nothing'
    const before = this.seen()
    if (how === 'abort') {
      const path = `/uploads/${upload.view.id}`
      expect((await this.client.send(path, { method: 'DELETE' })).status).toBe(204)
    } else {
      const { installation } = this.place
      await installation.admin`
        update uploads set updated_at = now() - interval '25 hours' where id = ${upload.view.id}`
      await sweepUploads.handle(installation.services, jobCtxOf(this.place), { meetingId: this.id })
    }
    await this.expectUntouched(before, { mayUpload: true })
    return upload.name
  }

  /** An upload that begins, or does not come to its end, changes nothing about what is there. */
  private async expectUntouched(
    before: Shown,
    { mayUpload = false }: { mayUpload?: boolean },
  ): Promise<void> {
    const after = await look(this.place, this.id)
    const of = ({ meeting, ...shown }: Shown) => {
      const isEmpty = mayUpload && this.brought.length === 0
      const { status, stage, reason, canRetry } = meeting
      return { ...shown, ...(isEmpty ? {} : { status, stage, reason, canRetry }) }
    }
    expect(of(after)).toEqual(of(before))
  }

  private async import(file: 'talk' | 'empty'): Promise<string> {
    const name = `transcript ${++this.count}`
    const said =
      file === 'empty' ? 'WEBVTT\n' : talk.replace('Good morning', `This is ${name}. Good`)
    const before = this.seen()
    const response = await this.client.send(this.path('/transcript'), {
      method: 'POST',
      body: said,
    })
    if (!response.ok) {
      await this.expectUntouched(before, {})
      return String(response.status)
    }
    this.beforeReplacement = null
    this.bring(name)
    return name
  }

  private async rerun(): Promise<string> {
    const response = await this.post('/runs')
    if (!response.ok) return String(response.status)
    const { id } = (await response.json()) as { id: string }
    const deps = depsOf(this.place, null)
    await analyseMeeting.handle(deps, jobCtxOf(this.place), { meetingId: this.id, runId: id })
    return 'ok'
  }

  private async adopt(): Promise<string> {
    const { data } = await this.client.get<RunList>(this.path('/runs'))
    const other = data.findLast((run) => !run.current && run.state === 'done')
    if (!other) return 'nothing'
    const response = await this.post(`/runs/${other.id}/adopt`)
    if (!response.ok) return String(response.status)
    this.beforeReplacement = null
    const { transcript } = await look(this.place, this.id)
    if (transcript) this.brought = [...this.brought.filter((one) => one !== transcript), transcript]
    return transcript ?? 'ok'
  }

  private async remove(): Promise<string> {
    const held = this.held
    expect((await this.client.send(this.path(), { method: 'DELETE' })).status).toBe(204)
    if (held) await this.release()
    await this.nothingRuns()
    this.uploads = []
    this.brought = []
    this.asked.clear()
    this.beforeReplacement = null
    await this.begin()
    return 'ok'
  }

  private async work(how: Extract<Action, { do: 'work' }>['how']): Promise<string> {
    const { meeting } = this.seen()
    if (!working.has(meeting.status) || !meeting.stage) return 'nothing to do'
    return `${meeting.stage} ${await this.attempt(meeting.stage, how)}`
  }

  /** One attempt of a job, wanted or left over from before. */
  private async attempt(stage: string, how: string): Promise<string> {
    const definition = stages[stage]
    if (!definition) throw new Error(`no stage ${stage}`)
    if (how === 'killed') return claimOnly(this.place, this.id, stage)
    if (how === 'held') {
      if (this.held || stage === 'ingest') return 'not held'
      this.held = await hold(this.place, this.id, stage)
      return 'held'
    }
    const isFinal = how === 'fails'
    const { standIn } = this.place
    const callsBefore = standIn.calls.length
    const runsBefore = await countRuns(this.place, this.id)
    if (how === 'fails') standIn.fail('500')
    if (how === 'waits') standIn.fail('429-retry-after')
    const speech = how === 'no provider' ? null : this.place.speech
    const deps = depsOf(this.place, speech, how === 'fails' ? failingEngine : undefined)
    const broken = { ...deps, files: { ...deps.files, getStream: storageIsAway } }
    const ctx = jobCtxOf(this.place, isFinal)
    const { meeting: before } = this.seen()
    const newest = this.newest()
    let note: string
    try {
      const used = how === 'fails' && stage === 'ingest' ? broken : deps
      note = String(await definition.handle(used, ctx, { meetingId: this.id }))
    } catch (error) {
      const { retryable, retryAfterMs } = error as { retryable?: boolean; retryAfterMs?: number }
      note = String(error)
      if (retryable === false || (isFinal && !retryAfterMs)) {
        await definition.onFinalFailure(deps, ctx, { meetingId: this.id }, error)
      }
    } finally {
      standIn.fail()
    }
    const hasWorked =
      standIn.calls.length > callsBefore || (await countRuns(this.place, this.id)) > runsBefore
    if (hasWorked && (!newest || !this.asked.has(newest))) {
      throw new Error(`${stage} of ${newest} ran though nobody asked for it (${note})`)
    }
    await this.afterAttempt(before, newest)
    return note
  }

  private async afterAttempt(before: MeetingView, newest: string | undefined): Promise<void> {
    const after = await look(this.place, this.id)
    const { status } = after.meeting
    if (before.stage === 'ingest' && newest && this.damaged.has(newest)) {
      const isRefused = after.meeting.stage !== 'ingest' || status === 'failed'
      if (isRefused && after.meeting.reason !== 'ingest_failed') this.refused(newest, after)
    }
    if (status === 'in_review' || status === 'failed') this.asked.clear()
    if (status !== before.status && status === 'in_review') this.beforeReplacement = null
  }

  private refused(name: string, after: Shown): void {
    const before = this.beforeReplacement
    this.unbring(name)
    if (before?.name !== name) return
    this.beforeReplacement = null
    const of = ({ meeting, ...shown }: Shown) => ({
      ...shown,
      // What was under way goes on.
      status: ['transcribing', 'analysing'].includes(meeting.status) ? 'queued' : meeting.status,
      stage: meeting.stage,
      canRetry: meeting.canRetry,
      reason: meeting.status === 'waiting' ? meeting.reason : null,
    })
    expect(of(after)).toEqual(of(before.shown))
    expect(after.meeting.replacement).toMatchObject({ state: 'refused', fileName: name })
    const { status } = after.meeting
    const next = this.newest()
    if (next && (status === 'queued' || status === 'waiting')) this.asked.add(next)
  }

  private async release(): Promise<string> {
    const { held } = this
    if (!held) return 'nothing'
    this.held = null
    held.release()
    await held.done
    const { meeting } = await look(this.place, this.id).catch(() => ({ meeting: null }))
    if (meeting?.status === 'in_review') this.asked.clear()
    return 'ok'
  }

  /** Jobs that are left over find nothing to do. */
  private async nothingRuns(): Promise<void> {
    for (const stage of Object.keys(stages)) {
      const { standIn } = this.place
      const before = standIn.calls.length
      const deps = depsOf(this.place, this.place.speech)
      const note = await stages[stage]?.handle(deps, jobCtxOf(this.place), { meetingId: this.id })
      expect([stage, note, standIn.calls.length]).toEqual([stage, 'already done', before])
    }
  }

  /** What holds after each step. */
  private async check(): Promise<void> {
    this.last = await look(this.place, this.id)
    const { meeting, recording, transcript, transcriptId, run } = this.last
    const { status } = meeting
    if (run) expect([run.transcriptId, run.state]).toEqual([transcriptId ?? '', 'done'])
    // A transcript of a recording stands beside that recording.
    if (transcript?.startsWith('recording')) expect(recording).toBe(transcript)
    if (status === 'in_review' || status === 'accepted') {
      expect([status, transcript]).toEqual([status, this.newest() ?? null])
      expect(run).not.toBeNull()
      expect(meeting.replacement?.state ?? null).not.toBe('pending')
    }
    if (status === 'draft' || status === 'uploading') {
      expect([meeting.hasMedia, meeting.hasTranscript, run]).toEqual([false, false, null])
    }
    if (status === 'uploading') expect(this.uploads.length).toBeGreaterThan(0)
    if (working.has(status)) {
      expect(meeting.stage).not.toBeNull()
      const { admin } = this.place.installation
      // The reconciler would find it, were its job lost.
      const listed = await admin`
        select 1 from list_unclaimed_stages(0, 10000) where meeting_id = ${this.id} and stage = ${meeting.stage}
        union all select 1 from list_waiting(array[${meeting.reason ?? ''}], 10000) where meeting_id = ${this.id}`
      expect(listed.length).toBeGreaterThan(0)
    } else if (!this.held) await this.nothingRuns()
  }

  /** From wherever it is, a person and working machines bring it to a result of the newest thing that was brought. */
  async finish(): Promise<void> {
    await this.release()
    for (let round = 0; round < 20; round++) {
      const { meeting } = this.seen()
      const { status, canRetry } = meeting
      if (status === 'in_review' || status === 'accepted') break
      if (working.has(status)) await this.take({ do: 'work', how: 'done' })
      else if (canRetry) {
        await this.take({ do: 'retry' })
        expect(this.log.at(-1)).toBe('retry → ok')
      } else {
        if (status === 'uploading') await this.take({ do: 'cancel' })
        await this.take({ do: 'upload', file: 'sound' })
        await this.take({ do: 'send' })
        await this.take({ do: 'complete' })
        expect(this.log.at(-1)).toStartWith('complete → recording')
      }
    }
    const { meeting, transcript } = await look(this.place, this.id)
    expect(['in_review', 'accepted']).toContain(meeting.status)
    expect(transcript).toBe(this.newest() ?? null)
  }
}

/** Walks one order from a new meeting to its result; the error tells every step and what it did. */
export async function walk(place: WalkingPlace, actions: readonly Action[]): Promise<void> {
  const one = new Walk(place)
  await one.begin()
  try {
    for (const action of actions) await one.take(action)
    await one.finish()
  } catch (error) {
    await one.take({ do: 'release' }).catch(() => undefined)
    throw new Error(`${one.log.join('\n')}\n${String(error)}`, { cause: error })
  }
}
