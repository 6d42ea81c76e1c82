/** Too many workers died while running the job. */
export class GivenUpError extends Error {
  override readonly name = 'GivenUpError'
  readonly retryable = false
  constructor() {
    super('Several workers died while running this job')
  }
}
