/** The objects of one bridge process, by number: what a request names instead of an address or a descriptor. */
declare const kind: unique symbol;

export type Handle<K extends string> = number & { readonly [kind]: K };

/** What stands behind a handle is gone, or was never there: the caller mixed up its handles. */
export class UnknownHandleError extends Error {
  override readonly name = 'UnknownHandleError';
}

export class Handles implements Disposable {
  readonly #objects = new Map<number, Disposable>();
  #next = 1;

  /** The table owns the object from now on. */
  add<K extends string>(object: Disposable): Handle<K> {
    const handle = this.#next++;
    this.#objects.set(handle, object);
    return handle as Handle<K>;
  }

  /** @throws UnknownHandleError */
  get<T extends Disposable>(handle: number, ...kinds: (abstract new (...args: never[]) => T)[]): T {
    const object = this.#objects.get(handle);
    const isOfKind = kinds.some(constructor => object instanceof constructor);
    if (!isOfKind)
      throw new UnknownHandleError(`Handle ${handle} is no ${kinds.map(({ name }) => name).join(' or ')}.`);
    return object as T;
  }

  /** Takes it out of the table: the caller owns it now. */
  take<T extends Disposable>(handle: number, ...kinds: (abstract new (...args: never[]) => T)[]): T {
    const object = this.get(handle, ...kinds);
    this.#objects.delete(handle);
    return object;
  }

  /** Youngest first, as they were built on each other. */
  [Symbol.dispose](): void {
    using all = new DisposableStack();
    for (const object of this.#objects.values()) all.use(object);
    this.#objects.clear();
  }
}
