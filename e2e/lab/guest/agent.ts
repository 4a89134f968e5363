/**
 * The agent inside a lab machine: runs programs, reads and writes files, as the host asks. It knows nothing of PCI; what
 * the words of the driver mean is decided on the host.
 */
import { spawn } from 'node:child_process';
import { openSync, read, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, type Failure, type Hello, PORT_NAME, type Reply, type Request } from './protocol.ts';

// Without udev there is no /dev/virtio-ports/NAME.
const PORTS = '/sys/class/virtio-ports';
const name = readdirSync(PORTS).find(port => readFileSync(join(PORTS, port, 'name'), 'utf8').trim() === PORT_NAME);
const port = openSync(`/dev/${name}`, 'r+');

function send(message: Hello | Reply | Failure): void {
  let rest = Buffer.from(`${JSON.stringify(message)}\n`);
  while (rest.length > 0) rest = rest.subarray(writeSync(port, rest));
}

function exec({ argv, env, cwd, stdin, timeoutMs }: Request & { op: 'exec' }): Promise<Ended> {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  const [program = '', ...args] = argv;
  const startedAt = performance.now();
  const child = spawn(program, args, { env: { ...process.env, ...env }, cwd, detached: true });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text;
  });
  // A program may end without reading what it was given.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const limit = setTimeout(() => child.pid && process.kill(-child.pid, 'SIGKILL'), timeoutMs);
  child.once('error', reject);
  child.once('close', (code, signal) => {
    clearTimeout(limit);
    resolve({ code, signal, stdout, stderr, ms: Math.round(performance.now() - startedAt) });
  });
  return promise;
}

async function answer(request: Request): Promise<unknown> {
  switch (request.op) {
    case 'exec':
      return exec(request);
    case 'read':
      return readFileSync(request.path, 'utf8');
    case 'write':
      return writeFileSync(request.path, request.text);
  }
}

function handle(line: string): void {
  const request: Request = JSON.parse(line);
  answer(request).then(
    (value = null) => send({ id: request.id, value }),
    (error: NodeJS.ErrnoException) => send({ id: request.id, error: error.message, errno: error.code ?? null }),
  );
}

let text: Buffer[] = [];
const chunk = Buffer.alloc(256 * 1024);
function listen(): void {
  read(port, chunk, 0, chunk.length, null, (error, size) => {
    if (error) throw error;
    // Nobody holds the other end any more.
    if (size === 0) process.exit(0);
    let rest = Buffer.from(chunk.subarray(0, size));
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
      handle(Buffer.concat([...text, rest.subarray(0, end)]).toString());
      text = [];
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) text.push(rest);
    listen();
  });
}

listen();
send({
  hello: {
    release: readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim(),
    node: process.version,
    uptimeSeconds: Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]),
  },
});
