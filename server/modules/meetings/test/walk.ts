import { expect } from 'bun:test'
import { itemsOf, readArtifacts } from '../../../http/test/meetings.ts'
import { jobOf, type Stage } from '../stage.ts'
import { look, upToShown } from './look.ts'
import { type Action, type WalkingPlace, working } from './walking-place.ts'
import { WorkSteps } from './work-steps.ts'

/** A meeting on its way through an order of steps; after each, what has to hold is checked. */
export class Walk extends WorkSteps {
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
      case 'name':
      case 'merge':
      case 'give':
      case 'person':
      case 'type':
        return this.who.perform(action)
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
    if (how === 'retry' || how === 'process')
      expect([how, before.meeting.canRetry]).toEqual([how, true])
    this.beforeReplacement = null
    if (how === 'cancel' && before.meeting.status !== 'uploading') this.asked.clear()
    if (how === 'cancel' && before.meeting.status === 'uploading') this.uploads = []
    const next = this.newest()
    if ((how === 'retry' || how === 'process') && next) this.asked.add(next)
    const isReplacing = before.meeting.replacement?.state === 'pending'
    const keepsShown = how === 'discard' && isReplacing
    if (keepsShown) this.brought = upToShown(this.brought, await look(this.place, this.id))
    if (keepsShown && before.run) await this.decide()
    return 'ok'
  }

  /** The result that is shown can be reviewed. */
  private async decide(): Promise<void> {
    const [item] = itemsOf(await readArtifacts(this.client, this.id))
    for (const how of item ? ['accept', 'reopen'] : []) {
      const response = await this.client.post(`/items/${item?.id}/${how}`, acceptance(how))
      expect([how, response.status]).toEqual([how, 200])
    }
  }

  /** While something is to take the place of the result, a decision about it is refused, and the way is named. */
  private async refusesDecisions(): Promise<void> {
    const [item] = itemsOf(await readArtifacts(this.client, this.id))
    if (!item) return
    const response = await this.client.post(`/items/${item.id}/accept`, acceptance('accept'))
    expect([response.status, await response.text()]).toEqual([
      409,
      expect.stringContaining('Keep current version'),
    ])
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
    const isReplacing = meeting.replacement?.state === 'pending'
    if (run && status !== 'accepted') {
      expect([status, isReplacing]).toEqual([status, status !== 'in_review'])
      if (isReplacing) await this.refusesDecisions()
    }
    await this.who.check()
    if (status === 'draft' || status === 'uploading') {
      expect([meeting.hasMedia, meeting.hasTranscript, run]).toEqual([false, false, null])
    }
    if (status === 'uploading') expect(this.uploads.length).toBeGreaterThan(0)
    if (working.has(status)) {
      expect(meeting.stage).not.toBeNull()
      const { admin } = this.place.installation
      // The reconciler would find it, were its job lost.
      const listed = await admin`
        select 1 from pending_jobs where subject = ${this.id} and job = ${jobOf[meeting.stage as Stage]}
        union all select 1 from list_waiting(array[${meeting.reason ?? ''}], 10000) where meeting_id = ${this.id}`
      expect(listed.length).toBeGreaterThan(0)
    } else if (!this.held) await this.nothingRuns()
  }

  /**
   * From wherever it is, a person and working machines bring it to a result of the newest thing that was brought, or
   * back to the one that is shown.
   */
  async finish(keepsResult: boolean): Promise<void> {
    await this.release()
    if (keepsResult && this.seen().meeting.replacement) await this.take({ do: 'discard' })
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

const acceptance = (how: string) => (how === 'accept' ? { overrideNote: 'seen by me' } : undefined)

/** Walks one order from a new meeting to its result; the error tells every step and what it did. */
export async function walk(
  place: WalkingPlace,
  actions: readonly Action[],
  { keepsResult = false }: { keepsResult?: boolean } = {},
): Promise<void> {
  place.changeSession()
  const one = new Walk(place)
  await one.begin()
  try {
    for (const action of actions) await one.take(action)
    await one.finish(keepsResult)
  } catch (error) {
    await one.take({ do: 'release' }).catch(() => undefined)
    throw new Error(`${one.log.join('\n')}\n${String(error)}`, { cause: error })
  }
}
