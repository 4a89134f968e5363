/**
 * C structs as data: a name, a size, and fields with their offsets. The code reads and writes by these tables, and
 * the tests compare the same tables with the C headers, so what is tested is what runs.
 *
 * Both architectures that we run on are little-endian, with the same alignment.
 */
type Width = 'u8' | 'u16' | 'u32' | 'i32' | 'u64' | 'bytes';

/** `size` 0: a flexible array, whose elements start at `at`. */
export type Field<W extends Width = Width> = { readonly width: W; readonly at: number; readonly size: number };

type Fields = Readonly<Record<string, Field>>;

/** `fields` keep their C names. */
export type Layout<F extends Fields = Fields> = { readonly name: string; readonly size: number; readonly fields: F };

type ValueOf<F extends Field> = F extends Field<'u64'> ? bigint : F extends Field<'bytes'> ? Buffer : number;

export const u8 = (at: number): Field<'u8'> => ({ width: 'u8', at, size: 1 });
export const u16 = (at: number): Field<'u16'> => ({ width: 'u16', at, size: 2 });
export const u32 = (at: number): Field<'u32'> => ({ width: 'u32', at, size: 4 });
export const i32 = (at: number): Field<'i32'> => ({ width: 'i32', at, size: 4 });
export const u64 = (at: number): Field<'u64'> => ({ width: 'u64', at, size: 8 });
export const bytes = (at: number, size: number): Field<'bytes'> => ({ width: 'bytes', at, size });
export const flexible = (at: number): Field<'bytes'> => bytes(at, 0);

export function layout<F extends Fields>(name: string, size: number, fields: F): Layout<F> {
  return { name, size, fields };
}

/** One struct in memory, a view: what the kernel writes into `bytes` is what `get` answers. */
export class Struct<F extends Fields> {
  readonly layout: Layout<F>;
  readonly bytes: Buffer;

  /** @throws RangeError when the struct does not lie within `bytes`. */
  constructor(shape: Layout<F>, memory: Buffer = Buffer.alloc(shape.size), at = 0) {
    if (at < 0 || at + shape.size > memory.length) {
      throw new RangeError(`${shape.name} needs ${shape.size} bytes at ${at}, of ${memory.length}`);
    }
    this.layout = shape;
    this.bytes = at === 0 ? memory : memory.subarray(at);
  }

  get<N extends keyof F & string>(name: N): ValueOf<F[N]> {
    return this.#read(this.#field(name)) as ValueOf<F[N]>;
  }

  /** @throws RangeError when the value does not fit the field. */
  set(values: { [K in keyof F]?: ValueOf<F[K]> }): this {
    for (const [name, value] of Object.entries(values)) this.#write(this.#field(name), value as number | bigint);
    return this;
  }

  #field(name: keyof F & string): Field {
    const field = this.layout.fields[name];
    if (!field) throw new TypeError(`${this.layout.name} has no field ${name}`);
    return field;
  }

  #read({ width, at, size }: Field): number | bigint | Buffer {
    switch (width) {
      case 'u8':
      case 'u16':
      case 'u32':
        return this.bytes.readUIntLE(at, size);
      case 'i32':
        return this.bytes.readInt32LE(at);
      case 'u64':
        return this.bytes.readBigUInt64LE(at);
      case 'bytes':
        return size === 0 ? this.bytes.subarray(at) : this.bytes.subarray(at, at + size);
    }
  }

  #write({ width, at, size }: Field, value: number | bigint): void {
    switch (width) {
      case 'u8':
      case 'u16':
      case 'u32':
        this.bytes.writeUIntLE(value as number, at, size);
        return;
      case 'i32':
        this.bytes.writeInt32LE(value as number, at);
        return;
      case 'u64':
        this.bytes.writeBigUInt64LE(value as bigint, at);
        return;
      case 'bytes':
        throw new TypeError(`${this.layout.name}: write the bytes at ${at} themselves`);
    }
  }
}
