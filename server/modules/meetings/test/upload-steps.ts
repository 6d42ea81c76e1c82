import { expect } from 'bun:test'
import { type Client, createMeeting, refusalOf, talk } from '../../../http/test/meetings.ts'
import { sendParts } from '../../../http/test/uploads.ts'
import type { UploadView } from '../../media/contract.ts'
import { sweepUploads } from '../../media/index.ts'
import { jobCtxOf } from './attempts.ts'
import { readShown, type Shown } from './shown-meeting.ts'
import type { WalkEnvironment } from './walk-environment.ts'
import { PeopleSteps } from './people-steps.ts'

interface OpenUpload {
  view: UploadView
  bytes: Uint8Array
  file: 'sound' | 'damaged' | 'text'
  name: string
}

/** A meeting under test, what was uploaded to it, and what a user would expect to see. */
export class UploadSteps {
  protected id = ''
  protected uploads: OpenUpload[] = []
  /** Uploaded and neither refused nor discarded, newest last. */
  protected brought: string[] = []
  protected damaged = new Set<string>()
  /** Work that was requested and not cancelled. */
  protected asked = new Set<string>()
  protected beforeReplacement: { shown: Shown; name: string } | null = null
  protected count = 0
  protected last: Shown | null = null
  protected who: PeopleSteps
  readonly log: string[] = []

  constructor(protected readonly env: WalkEnvironment) {
    this.who = new PeopleSteps(env, '')
  }

  async begin(): Promise<void> {
    this.id = (await createMeeting(this.env.client)).id
    this.who = new PeopleSteps(this.env, this.id)
    this.last = await readShown(this.env, this.id)
  }

  protected get client(): Client {
    return this.env.client
  }

  protected path(rest = ''): string {
    return `/meetings/${this.id}${rest}`
  }

  protected async post(rest: string, json?: unknown): Promise<Response> {
    return this.client.post(this.path(rest), json)
  }

  /** What the meeting showed after the previous step. */
  protected seen(): Shown {
    if (!this.last) throw new Error('nothing was looked at yet')
    return this.last
  }

  protected newest(): string | undefined {
    return this.brought.at(-1)
  }

  protected bring(name: string): void {
    this.brought.push(name)
    this.asked.add(name)
  }

  protected dropBrought(name: string): void {
    this.brought = this.brought.filter((one) => one !== name)
    this.asked.delete(name)
  }

  protected async startUpload(file: OpenUpload['file']): Promise<string> {
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

  protected async send(): Promise<string> {
    const upload = this.uploads.at(-1)
    if (!upload) return 'nothing'
    await sendParts(this.env.installation, this.client, upload.view, upload.bytes)
    return upload.name
  }

  protected async complete(): Promise<string> {
    const upload = this.uploads.at(-1)
    if (!upload) return 'nothing'
    const before = this.seen()
    const path = `/uploads/${upload.view.id}`
    const { arrived } = await this.client.get<UploadView>(path)
    if (arrived.length === 0) {
      const nothing = await this.client.post(`${path}/complete`, { parts: [] })
      expect(nothing.status).toBe(422)
    }
    const parts = arrived.map(({ number, etag }) => ({ number, etag }))
    const named = parts.length > 0 ? parts : [{ number: 1, etag: 'none' }]
    const response = await this.client.post(`${path}/complete`, { parts: named })
    if (arrived.length === 0) {
      // A meeting that has been accepted in the meantime takes no recording.
      const code = before.meeting.status === 'accepted' ? 'wrong_state' : 'upload_incomplete'
      expect(await refusalOf(response)).toBe(`409 ${code}`)
      expect((await this.client.get<UploadView>(path)).state).toBe('open')
      await this.expectUntouched(before, {})
      return 'nothing arrived'
    }
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

  protected async endUpload(how: 'abort' | 'expire'): Promise<string> {
    const upload = this.uploads.pop()
    if (!upload) return 'nothing'
    const before = this.seen()
    if (how === 'abort') {
      const path = `/uploads/${upload.view.id}`
      expect((await this.client.send(path, { method: 'DELETE' })).status).toBe(204)
    } else {
      const { installation } = this.env
      await installation.admin`
        update uploads set updated_at = now() - interval '25 hours' where id = ${upload.view.id}`
      await sweepUploads.handle(installation.services, jobCtxOf(this.env), { meetingId: this.id })
    }
    await this.expectUntouched(before, { mayUpload: true })
    return upload.name
  }

  /** Starting an upload, or failing to complete one, changes nothing that the meeting shows. */
  protected async expectUntouched(
    before: Shown,
    { mayUpload = false }: { mayUpload?: boolean },
  ): Promise<void> {
    const after = await readShown(this.env, this.id)
    const of = ({ meeting, ...shown }: Shown) => {
      const isEmpty = mayUpload && this.brought.length === 0
      const { status, stage, reason, canRetry } = meeting
      return { ...shown, ...(isEmpty ? {} : { status, stage, reason, canRetry }) }
    }
    expect(of(after)).toEqual(of(before))
  }

  protected async import(file: 'talk' | 'empty'): Promise<string> {
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
}
