/** Cuts a stream of bytes into lines. Of a line beyond all measure only the beginning is kept. */
import { StringDecoder } from 'node:string_decoder';

const MOST_CHARACTERS = 4096;

export class LineSplitter {
  /** Keeps a character whose bytes are spread over two chunks whole; bytes that are no UTF-8 become U+FFFD. */
  readonly #decoder = new StringDecoder('utf8');
  readonly #take: (line: string) => void;
  #rest = '';

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  push(chunk: Buffer): void {
    this.#cut(this.#decoder.write(chunk));
  }

  /** The last line may lack its line end. */
  end(): void {
    this.#cut(this.#decoder.end());
    if (this.#rest !== '') this.#take(this.#rest);
    this.#rest = '';
  }

  #cut(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#take(this.#rest + text.slice(start, Math.min(end, start + MOST_CHARACTERS - this.#rest.length)));
      this.#rest = '';
      start = end + 1;
    }
    this.#rest += text.slice(start, start + MOST_CHARACTERS - this.#rest.length);
  }
}
