/**
 * The key that opens the API of the web shell.
 *
 * `bindery serve` prints a link with a one-time token in the fragment. The page trades it for a session key, keeps the
 * key for as long as the tab lives and takes the token out of the address bar. In the Electron window the API has no gate.
 */
const KEY = 'bindery-session';
const TOKEN_FRAGMENT = '#t=';

const SESSION_HEADER = 'x-bindery-session';

/** The session is missing, used up or expired; only a new link helps. */
export class SessionRefused extends Error {
  override name = 'SessionRefused';
}

/**
 * Trades the token in the address for a session. Without a token nothing happens: the tab may still hold a key.
 * @throws SessionRefused when the server does not take the token; TypeError when it does not answer.
 */
export async function openSession(): Promise<void> {
  if (location.protocol === 'bindery:' || !location.hash.startsWith(TOKEN_FRAGMENT)) return;
  const token = decodeURIComponent(location.hash.slice(TOKEN_FRAGMENT.length));
  const answer = await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  // Spent or not, the token leaves the address bar and with it the history.
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  if (!answer.ok) throw new SessionRefused();
  const { session } = (await answer.json()) as { session: string };
  sessionStorage.setItem(KEY, session);
}

export function sessionHeaders(): Record<string, string> {
  const session = sessionStorage.getItem(KEY);
  return session === null ? {} : { [SESSION_HEADER]: session };
}
