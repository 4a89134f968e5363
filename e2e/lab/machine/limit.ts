/** A limit for each wait: a lab never hangs, and says what it was waiting for. */

/** Rejects after `ms`, naming `what`; or as soon as `failed` does. */
export async function within<Value>(
  ms: number,
  what: string,
  wait: Promise<Value>,
  failed: Promise<never>,
): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${what} took longer than ${ms / 1000} s`)), ms);
  try {
    return await Promise.race([wait, failed, late]);
  } finally {
    clearTimeout(timer);
  }
}
