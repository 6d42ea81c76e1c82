import { expect } from 'bun:test'
import type { RunList } from '../../analysis/contract.ts'
import { analyseMeeting } from '../../analysis/index.ts'
import type { MeetingView } from '../contract.ts'
import { claimOnly, countRuns, depsOf, type Held, hold, jobCtxOf } from './attempts.ts'
import { readShown, type Shown } from './shown-meeting.ts'
import { UploadSteps } from './upload-steps.ts'
import { type Action, failingEngine, storageUnavailable, working } from './walk-environment.ts'

/** Runs attempts of jobs and other runs, and checks their outcomes. */
export class WorkSteps extends UploadSteps {
  protected held: Held | null = null

  protected async rerun(): Promise<string> {
    const response = await this.post('/runs')
    if (!response.ok) return String(response.status)
    const { id } = (await response.json()) as { id: string }
    const deps = depsOf(this.env, null)
    await analyseMeeting.handle(deps, jobCtxOf(this.env), { meetingId: this.id, runId: id })
    return 'ok'
  }

  protected async adopt(): Promise<string> {
    const { data } = await this.client.get<RunList>(this.path('/runs'))
    const other = data.findLast((run) => !run.current && run.state === 'done')
    if (!other) return 'nothing'
    const response = await this.post(`/runs/${other.id}/adopt`)
    if (!response.ok) return String(response.status)
    this.beforeReplacement = null
    const { transcript } = await readShown(this.env, this.id)
    if (transcript) this.brought = [...this.brought.filter((one) => one !== transcript), transcript]
    return transcript ?? 'ok'
  }

  protected async work(how: Extract<Action, { do: 'work' }>['how']): Promise<string> {
    const { meeting } = this.seen()
    if (!working.has(meeting.status) || !meeting.stage) return 'nothing to do'
    return `${meeting.stage} ${await this.attempt(meeting.stage, how)}`
  }

  /** Runs one attempt of a job: the current one, or a stale one. */
  protected async attempt(stage: string, how: string): Promise<string> {
    const definition = this.env.jobs[stage]
    if (!definition) throw new Error(`no stage ${stage}`)
    if (how === 'killed') return claimOnly(this.env, this.id, stage)
    if (how === 'held') {
      if (this.held || stage === 'ingest') return 'not held'
      this.held = await hold(this.env, this.id, stage)
      return 'held'
    }
    const isFinal = how === 'fails'
    const { standIn } = this.env
    const callsBefore = standIn.calls.length
    const runsBefore = await countRuns(this.env, this.id)
    if (how === 'fails') standIn.fail('500')
    if (how === 'waits') standIn.fail('429-retry-after')
    const speech = how === 'no provider' ? null : this.env.speech
    const deps = depsOf(this.env, speech, how === 'fails' ? failingEngine : undefined)
    const broken = { ...deps, files: { ...deps.files, getStream: storageUnavailable } }
    const ctx = jobCtxOf(this.env, isFinal)
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
      standIn.calls.length > callsBefore || (await countRuns(this.env, this.id)) > runsBefore
    if (hasWorked && (!newest || !this.asked.has(newest))) {
      throw new Error(`${stage} of ${newest} ran though nobody asked for it (${note})`)
    }
    await this.afterAttempt(before, newest)
    return note
  }

  protected async afterAttempt(before: MeetingView, newest: string | undefined): Promise<void> {
    const after = await readShown(this.env, this.id)
    const { status } = after.meeting
    if (before.stage === 'ingest' && newest && this.damaged.has(newest)) {
      const { reason, replacement } = after.meeting
      const isDropped = replacement?.state === 'refused' && replacement.fileName === newest
      if (isDropped || reason === 'checksum_mismatch') this.refused(newest, after)
    }
    if (status === 'in_review' || status === 'failed') this.asked.clear()
    if (status !== before.status && status === 'in_review') this.beforeReplacement = null
  }

  protected refused(name: string, after: Shown): void {
    const before = this.beforeReplacement
    this.dropBrought(name)
    if (before?.name !== name) return
    this.beforeReplacement = null
    const of = ({ meeting, ...shown }: Shown) => ({
      ...shown,
      // Interrupted work continues.
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

  protected async release(): Promise<string> {
    const { held } = this
    if (!held) return 'nothing'
    this.held = null
    held.release()
    await held.done
    const { meeting } = await readShown(this.env, this.id).catch(() => ({ meeting: null }))
    if (meeting?.status === 'in_review') this.asked.clear()
    return 'ok'
  }

  /** Stale jobs find nothing to do. */
  protected async expectNothingRuns(): Promise<void> {
    for (const stage of Object.keys(this.env.jobs)) {
      const { standIn } = this.env
      const before = standIn.calls.length
      const deps = depsOf(this.env, this.env.speech)
      const note = await this.env.jobs[stage]?.handle(deps, jobCtxOf(this.env), {
        meetingId: this.id,
      })
      expect([stage, note, standIn.calls.length]).toEqual([stage, 'already done', before])
    }
  }
}
