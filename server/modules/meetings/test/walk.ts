import { expect } from 'bun:test'
import { itemsOf, readArtifacts } from '../../../http/test/meetings.ts'
import { jobOf, type Stage } from '../stage/states.ts'
import { readShown, upToShown } from './shown-meeting.ts'
import { type Action, type WalkEnvironment, working } from './walk-environment.ts'
import { WorkSteps } from './work-steps.ts'

/** Takes a meeting through a sequence of steps and checks the invariants after each. */
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
        return this.endUpload(action.do)
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
    if (keepsShown) this.brought = upToShown(this.brought, await readShown(this.env, this.id))
    if (keepsShown && before.run) await this.decide()
    return 'ok'
  }

  /** Expects that the current result can be reviewed. */
  private async decide(): Promise<void> {
    const [item] = itemsOf(await readArtifacts(this.client, this.id))
    for (const how of item ? ['accept', 'reopen'] : []) {
      const response = await this.client.post(`/items/${item?.id}/${how}`, acceptance(how))
      expect([how, response.status]).toEqual([how, 200])
    }
  }

  /** While a replacement is pending, a decision on the current result is refused, and the error names what to do. */
  private async expectDecisionsRefused(): Promise<void> {
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
    await this.expectNothingRuns()
    this.uploads = []
    this.brought = []
    this.asked.clear()
    this.beforeReplacement = null
    await this.begin()
    return 'ok'
  }

  /** Checks the invariants that hold after each step. */
  private async check(): Promise<void> {
    this.last = await readShown(this.env, this.id)
    const { meeting, recording, transcript, transcriptId, run } = this.last
    const { status } = meeting
    if (run) expect([run.transcriptId, run.state]).toEqual([transcriptId ?? '', 'done'])
    // A transcript made from a recording is shown with that recording.
    if (transcript?.startsWith('recording')) expect(recording).toBe(transcript)
    if (status === 'in_review' || status === 'accepted') {
      expect([status, transcript]).toEqual([status, this.newest() ?? null])
      expect(run).not.toBeNull()
      expect(meeting.replacement?.state ?? null).not.toBe('pending')
    }
    const isReplacing = meeting.replacement?.state === 'pending'
    if (run && status !== 'accepted') {
      expect([status, isReplacing]).toEqual([status, status !== 'in_review'])
      if (isReplacing) await this.expectDecisionsRefused()
    }
    await this.who.check()
    if (status === 'draft' || status === 'uploading') {
      expect([meeting.hasMedia, meeting.hasTranscript, run]).toEqual([false, false, null])
    }
    if (status === 'uploading') expect(this.uploads.length).toBeGreaterThan(0)
    if (working.has(status)) {
      expect(meeting.stage).not.toBeNull()
      const { admin } = this.env.installation
      // The reconciler would find the meeting if its job were lost.
      const listed = await admin`
        select 1 from pending_jobs where subject = ${this.id} and job = ${jobOf[meeting.stage as Stage]}
        union all select 1 from list_waiting(array[${meeting.reason ?? ''}], 10000) where meeting_id = ${this.id}`
      expect(listed.length).toBeGreaterThan(0)
    } else if (!this.held) await this.expectNothingRuns()
  }

  /** From any state, a user and working jobs can reach the result of the newest upload, or keep the current result. */
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
    const { meeting, transcript } = await readShown(this.env, this.id)
    expect(['in_review', 'accepted']).toContain(meeting.status)
    expect(transcript).toBe(this.newest() ?? null)
  }
}

const acceptance = (how: string) => (how === 'accept' ? { overrideNote: 'seen by me' } : undefined)

/** Runs one sequence of steps on a new meeting up to its result. The error lists every step and its outcome. */
export async function walk(
  env: WalkEnvironment,
  actions: readonly Action[],
  { keepsResult = false }: { keepsResult?: boolean } = {},
): Promise<void> {
  env.changeSession()
  const one = new Walk(env)
  await one.begin()
  try {
    for (const action of actions) await one.take(action)
    await one.finish(keepsResult)
  } catch (error) {
    await one.take({ do: 'release' }).catch(() => undefined)
    throw new Error(`${one.log.join('\n')}\n${String(error)}`, { cause: error })
  }
}
