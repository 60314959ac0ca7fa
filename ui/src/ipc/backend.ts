// What the page can ask of the desk. `tauri.ts` and `demo.ts` are its two implementations; nothing else crosses.

import type {
  AddressView,
  DecisionForm,
  DeltaView,
  DetailView,
  FoundView,
  HydrationView,
  InstallView,
  Language,
  ListName,
  NoteForm,
  NoticesView,
  OfferView,
  PictureView,
  PreviewView,
  ProgressView,
  RetiredView,
  RowsView,
  SavedReply,
  SavedSearch,
  ScopeKind,
  SearchForm,
  SeenForm,
  ShortcutChoice,
  ShortcutView,
  StandInForm,
  TeamView,
  ThemeChoice,
  UiError,
  UpdatesView,
} from './generated';

export type Backend = {
  /** Everything to begin with; what changes from then on is told as deltas, and what is said outside of the page is in this language. */
  hydrate(onDeltas: (deltas: DeltaView[]) => void, language: Language): Promise<HydrationView>;
  /** A page from the top, or from this order key on: after it, or with `back` before it. */
  rows(list: ListName, queue: string | null, edge: string | null, back: boolean): Promise<RowsView>;
  search(form: SearchForm, after: string | null): Promise<FoundView>;
  /** How many are found, counted up to 100. */
  countFound(form: SearchForm): Promise<number>;
  /** These in this order, and no others. */
  keepSearches(searches: SavedSearch[]): Promise<void>;
  /** These in this order, and no others. */
  keepReplies(replies: SavedReply[]): Promise<void>;
  /** How the team stands, on a day that began then. */
  team(today: string): Promise<TeamView>;
  /** Writes what was closed in the last seven days and resolves to where it lies. */
  saveWeek(): Promise<string>;
  detail(esc: string): Promise<DetailView>;
  preview(esc: string, edited: string): Promise<PreviewView>;
  decide(esc: string, decision: DecisionForm, seen: SeenForm): Promise<ProgressView>;
  undo(esc: string): Promise<void>;
  signNow(esc: string): Promise<ProgressView>;
  /** Puts it off on this desk until then, or takes that back. */
  snooze(esc: string, until: string | null): Promise<void>;
  setNotices(notices: NoticesView): Promise<void>;
  startsAtLogin(): Promise<boolean>;
  startAtLogin(on: boolean): Promise<void>;
  shortcut(): Promise<ShortcutView>;
  /** Rejects when the keys can not be had; then those from before stay. */
  setShortcut(choice: ShortcutChoice): Promise<void>;
  setTheme(theme: ThemeChoice): Promise<void>;
  /** Resolves once the log has it; until then nothing is stopped. */
  halt(esc: string, scope: ScopeKind, reason: string): Promise<void>;
  lift(id: string): Promise<void>;
  /** Away until then. Resolves once the log has it; until then nobody stands in. */
  goAway(until: string, to: StandInForm): Promise<void>;
  comeBack(): Promise<void>;
  /** The person has looked at these alarms, by their names. */
  looked(esc: string, alarms: string[]): Promise<void>;
  /** Takes one of the person's devices off the team list, by a version that this machine signs. */
  retire(kid: string): Promise<RetiredView>;
  /** What was written is kept when this resolves; anything else is in the log. */
  note(esc: string, note: NoteForm): Promise<void>;
  /** Asks a team to let this device in, and resolves once the desk has started again as the team's. */
  join(link: string, name: string, ca: string | null): Promise<void>;
  /** Writes the item's evidence bundle and resolves to where it lies. */
  saveEvidence(esc: string): Promise<string>;
  /** What an address of the item is, and whether it may be opened. */
  lookAt(esc: string, url: string): Promise<AddressView>;
  /** Hands an address of the item to the person's browser, if it still may be opened. */
  openAddress(esc: string, url: string): Promise<void>;
  /** The item's picture at that place, read and written again. */
  picture(esc: string, place: number): Promise<PictureView>;
  /** Writes the item's PDF at that place, hands it to a program of the person's, and resolves to where it lies. */
  openDocument(esc: string, place: number): Promise<string>;
  /** The whole text that `saveDiagnostics` would write. */
  diagnostics(): Promise<string>;
  /** Writes what was shown last and resolves to where it lies. */
  saveDiagnostics(): Promise<string>;
  sendFirst(): Promise<void>;
  updates(): Promise<UpdatesView>;
  /** Asks for a newer version; nothing of it is fetched. */
  lookForUpdate(): Promise<OfferView>;
  /** Fetches, verifies and installs what was offered last, and starts again, unless something is not in the log yet. */
  installUpdate(): Promise<InstallView>;
  /** Starts again as what was installed, unless something was decided meanwhile. */
  restart(): Promise<InstallView>;
  quit(): Promise<void>;
};

/** Whatever was thrown, as the one error type of the page. */
export function asUiError(thrown: unknown): UiError {
  if (isUiError(thrown)) return thrown;
  return { code: 'internal', message: { en: String(thrown), de: null } };
}

function isUiError(value: unknown): value is UiError {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}
