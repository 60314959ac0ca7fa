/** What can be wrong with a registry. Each text says what to do. */

/** The registry can not be used. */
export class RegistryError extends Error {
  override readonly name: string = 'RegistryError';
}

/** Written by a newer version of this package. */
export class NewerRegistry extends RegistryError {
  override readonly name = 'NewerRegistry';
}

/** The disk is full: what was asked for did not happen, and can be asked for again. */
export class RegistryFull extends RegistryError {
  override readonly name = 'RegistryFull';
}

/** Another program holds it: what was asked for did not happen, and can be asked for again. */
export class RegistryBusy extends RegistryError {
  override readonly name = 'RegistryBusy';
}

/**
 * Somebody would have this source check less than it checked before: another pin for a registry that has pinned a
 * workspace, or a resolution that nobody signed. Nothing runs, nothing is tried again, and a person has to look.
 */
export class Downgrade extends RegistryError {
  override readonly name = 'Downgrade';
}
