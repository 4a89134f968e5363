/** Keeps the draft of each host in localStorage, so that a reload or a crash loses nothing that was typed. */
import { type Draft, draft, emptyDraft } from './draft.ts';

const keyOf = (source: string) => `bindery.draft.1.${source}`;

/** The empty draft where nothing is stored or what is stored does not parse. */
export function readStoredDraft(source: string): Draft {
  try {
    const parsed = draft.safeParse(JSON.parse(localStorage.getItem(keyOf(source)) ?? 'null'));
    return parsed.success ? parsed.data : emptyDraft;
  } catch {
    // Not JSON, or storage is switched off: the draft then lives as long as the page.
    return emptyDraft;
  }
}

export function storeDraft(source: string, value: Draft): void {
  try {
    localStorage.setItem(keyOf(source), JSON.stringify(value));
  } catch {
    // Storage is full or switched off; losing the draft on reload is all that follows.
  }
}
