export { interactionRoutes } from './interactions/routes.ts'
export { analyseMeeting } from './analyse-meeting.ts'
export { countItems } from './repo/decisions.ts'
export type { ItemView } from './contract.ts'
export { personPointers, toReference, type NameTarget } from './people/find-people.ts'
export { findMissingReferences } from './people/fill-references.ts'
export { personUses } from './people/repo/person-uses.ts'
export { pointerOf, putAt, tokensOf, valueAt } from './people/pointers.ts'
export {
  asReference,
  belongsTo,
  type ReadReference,
  withCurrentSpeaker,
  type ReferenceRow,
  writeReferences,
} from './people/repo/references.ts'
export { readFacts } from './repo/claim.ts'
export {
  type EvidenceRow,
  getItem,
  insertEvidence,
  type ItemRow,
  listRunItems,
  type LockRow,
  selectItems,
  writeFields,
  writeLocks,
} from './repo/items.ts'
export { EngineFailure, transientFaults, type ScenarioEngine } from './ports.ts'
export {
  type CostEstimate,
  estimateMeetings,
  estimateRuns,
  refuseUnconfirmed,
} from './runs/run-cost.ts'
export { analysisRoutes, backfillRoutes } from './routes.ts'
export { toItemView } from './item-view.ts'
export { dueOf, typedFields } from './typed-fields.ts'
export { type OwnModelDeps, storedReason, withOwnEngine, withOwnModel } from './own-model.ts'
export { chooseWithinRunLimits, limitReasons } from './run-quota.ts'
