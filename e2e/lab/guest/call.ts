/** Calls a function for the host: `node call.ts FILE ANSWER` imports FILE and calls its default export with the JSON on standard input. */
import { readFileSync, writeFileSync } from 'node:fs';

const [, , file = '', answer = ''] = process.argv;
const { default: run }: { default: (input: unknown) => unknown } = await import(file);
const value = await run(JSON.parse(readFileSync(0, 'utf8')));
writeFileSync(answer, JSON.stringify(value ?? null));
