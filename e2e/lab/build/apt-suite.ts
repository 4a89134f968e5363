/**
 * One Debian suite, seen through an apt state of its own: the system's sources, lists and packages stay untouched, and
 * root is not needed. The system's apt configuration still counts, so proxies and the like work.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.ts';
import { findMirror } from './mirror.ts';
import { runProgram } from './program.ts';
import { Unavailable } from './unavailable.ts';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const DOWNLOAD_MS = 600_000;

export type DebianPackage = { name: string; version: string; sha256: string; depends: readonly string[] };

export class AptSuite {
  readonly #suite: string;
  readonly #options: readonly string[];

  /** Fetches the suite's list of packages. @throws Unavailable when the mirror cannot be reached or has no such suite. */
  static async open(suite: string): Promise<AptSuite> {
    const opened = new AptSuite(suite, await findMirror());
    try {
      await runProgram('apt-get', [...opened.#options, '-o', 'APT::Update::Error-Mode=any', 'update']);
    } catch (error) {
      throw new Unavailable(`the package list of Debian ${suite} cannot be fetched (${firstComplaint(error)})`);
    }
    return opened;
  }

  private constructor(suite: string, mirror: string) {
    this.#suite = suite;
    const folder = cacheFolder('apt', suite);
    for (const sub of ['etc/preferences.d', 'state/lists/partial', 'cache/archives/partial'])
      mkdirSync(join(folder, sub), { recursive: true });
    const sources = join(folder, 'etc', 'sources.list');
    const status = join(folder, 'status');
    const signedBy = existsSync(KEYRING) ? `[signed-by=${KEYRING}] ` : '';
    writeFileSync(sources, `deb ${signedBy}${mirror} ${suite} main\n`);
    writeFileSync(status, '');
    this.#options = [
      `Dir::Etc=${folder}/etc`,
      `Dir::Etc::sourcelist=${sources}`,
      'Dir::Etc::sourceparts=-',
      `Dir::State=${folder}/state`,
      `Dir::State::status=${status}`,
      `Dir::Cache=${folder}/cache`,
      'APT::Architecture=amd64',
      'APT::Architectures=amd64',
      // apt would drop root for a user who may not write here.
      'APT::Sandbox::User=',
    ].flatMap(option => ['-o', option]);
  }

  /** What the suite offers under this name now. @throws Unavailable when it offers nothing. */
  async find(name: string): Promise<DebianPackage> {
    const text = await runProgram('apt-cache', [...this.#options, 'show', '--no-all-versions', name]).then(
      String,
      () => '',
    );
    const field = (key: string) => new RegExp(`^${key}: (.*)$`, 'm').exec(text)?.[1] ?? '';
    if (field('SHA256') === '') throw new Unavailable(`Debian ${this.#suite} has no package ${name}`);
    const depends = field('Depends')
      .split(',')
      .map(alternatives => alternatives.trim().split(/[ |(]/)[0] ?? '');
    return { name: field('Package'), version: field('Version'), sha256: field('SHA256'), depends };
  }

  /** The package's file, from the cache if it is there. apt checks the signatures, we the content. */
  async download({ name, version, sha256 }: DebianPackage): Promise<string> {
    const file = join(cacheFolder('packages'), `${sha256}.deb`);
    if (existsSync(file)) return file;
    console.log(`lab: downloading ${name} ${version} from Debian ${this.#suite} ...`);
    const folder = mkdtempSync(join(cacheFolder('packages'), 'partial-'));
    try {
      await runProgram('apt-get', [...this.#options, 'download', `${name}=${version}`], {
        cwd: folder,
        timeoutMs: DOWNLOAD_MS,
      });
      const [downloaded = ''] = readdirSync(folder);
      const content = createHash('sha256')
        .update(readFileSync(join(folder, downloaded)))
        .digest('hex');
      if (content !== sha256) throw new Error(`${name} ${version} came with the checksum ${content}, not ${sha256}`);
      renameSync(join(folder, downloaded), file);
    } catch (error) {
      throw new Unavailable(`${name} cannot be downloaded (${firstComplaint(error)})`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    return file;
  }
}

function firstComplaint(error: unknown): string {
  const lines = String(error instanceof Error ? error.message : error).split('\n');
  return (
    lines.find(line => /Could not|Failed to fetch/.test(line)) ??
    lines.find(line => line.startsWith('E:')) ??
    lines[0] ??
    ''
  );
}
