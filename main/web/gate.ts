/**
 * Who may call the API over a loopback port: whoever holds a session key, which one-time links hand out.
 *
 * Every local user can reach a port on 127.0.0.1, so the token in the link is the gate. A token is 256 bits of
 * randomness, good for one exchange within 60 seconds; tokens and keys are kept as SHA-256 hashes only, and finding a
 * hash in a set tells a guesser nothing about the secret behind it.
 */
import { createHash, randomBytes } from 'node:crypto';

export const TOKEN_LIFE_MS = 60_000;
const SECRET_BYTES = 32;

export class Gate {
  readonly #now: () => number;
  readonly #sessions = new Set<string>();
  #token: { hash: string; expiresAt: number } | undefined;

  /** `now` in milliseconds. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** A new token. The one before it, used or not, ends here. */
  issueToken(): string {
    const token = randomSecret();
    this.#token = { hash: hash(token), expiresAt: this.#now() + TOKEN_LIFE_MS };
    return token;
  }

  /** The session key for a token; undefined when the token is wrong, used or expired. */
  exchange(token: string): string | undefined {
    const current = this.#token;
    // A wrong guess does not use the token up: otherwise any local user could lock the owner out.
    if (!current || current.hash !== hash(token)) return undefined;
    this.#token = undefined;
    if (this.#now() >= current.expiresAt) return undefined;
    const session = randomSecret();
    this.#sessions.add(hash(session));
    return session;
  }

  /** Sessions last until the server ends. */
  isOpenFor(session: string | null): boolean {
    return session !== null && this.#sessions.has(hash(session));
  }
}

function randomSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64');
}
