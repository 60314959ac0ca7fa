/** Fermata for sources: propose an action, wait for people, run only what they signed. */

export { type Options, type Recovered, Source } from './client.ts';
export { Refused } from './codes.ts';
export { GatewayError, Unreachable } from './gateway.ts';
export { Conflict, type NotProposed, type Proposed } from './proposing.ts';
export { Downgrade, NewerRegistry, RegistryBusy, RegistryError, RegistryFull } from './registryErrors.ts';
export {
  type Action,
  type Allowed,
  type Approved,
  type Denied,
  type Edited,
  type Expired,
  type Finished,
  type RefusedHere,
  type Rejected,
  type Resolution,
  type Responded,
  type Result,
  type Runs,
  runs,
  type Unknown,
  type Withdrawn,
} from './results.ts';
export { type Details, OutcomeUnknown, type Ran, type Tool } from './running.ts';
