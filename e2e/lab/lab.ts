/**
 * The words that specs use of a booted lab machine. Whatever is not `bindery` or `node` asks the machine's kernel
 * directly, by files and busybox: ground truth does not go through the code under test.
 */
import { bundle } from './build/bundle.ts';
import { CHECKOUT } from './build/share.ts';
import type { Ended, Hello } from './guest/protocol.ts';
import { type Agent, AgentError } from './machine/agent.ts';
import { DEVICES } from './machine/devices.ts';
import type { Machine } from './machine/machine.ts';
import type { QemuProcess } from './machine/qemu-process.ts';

const NODE = `${CHECKOUT}/node_modules/.bin/node`;
const BUSYBOX = '/run/lab/busybox';

export type RunOptions = {
  /** `user` is uid 1000, with no capability and the group kvm. `root` by default. */
  user?: 'root' | 'user';
  /** RLIMIT_MEMLOCK, soft and hard, in bytes. As the kernel starts init by default: 8 MiB. */
  memlock?: number | 'unlimited';
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  stdin?: string;
  /** 120 seconds by default. */
  timeoutMs?: number;
};

export class Lab implements AsyncDisposable {
  readonly machine: Machine;
  /** What runs inside. */
  readonly about: Hello['hello'];
  readonly devices = DEVICES;
  readonly #qemu: QemuProcess;
  readonly #agent: Agent;
  readonly #tidy: () => void;

  constructor(machine: Machine, about: Hello['hello'], qemu: QemuProcess, agent: Agent, tidy: () => void) {
    this.machine = machine;
    this.about = about;
    this.#qemu = qemu;
    this.#agent = agent;
    this.#tidy = tidy;
  }

  /** QEMU has ended, which it should not. */
  get isGone(): boolean {
    return this.#qemu.isGone;
  }

  /** Runs a program inside; the words `bindery` and `node` at the front are this checkout's. However it ends is a value. */
  async run(argv: readonly string[], options: RunOptions = {}): Promise<Ended> {
    const { user = 'root', memlock, env = {}, cwd, stdin = '', timeoutMs = 120_000 } = options;
    const home = user === 'root' ? '/root' : '/home/user';
    return this.#agent.exec({
      argv: [
        ...(memlock === undefined ? [] : ['prlimit', `--memlock=${memlock}:${memlock}`]),
        ...(user === 'root' ? [] : ['setpriv', '--reuid=1000', '--regid=1000', '--init-groups']),
        ...(await ours(argv)),
      ],
      env: { HOME: home, USER: user, LOGNAME: user, ...env },
      cwd: cwd ?? home,
      stdin,
      timeoutMs,
    });
  }

  /** Runs a program that prints one JSON value. @throws Error with its complaint when it printed something else. */
  async json(argv: readonly string[], options: RunOptions = {}): Promise<unknown> {
    const ended = await this.run(argv, options);
    try {
      return JSON.parse(ended.stdout);
    } catch {
      throw new Error(`${argv.join(' ')} ${howItEnded(ended)} and printed no JSON: ${ended.stdout}${ended.stderr}`);
    }
  }

  /** Output of a POSIX shell script, run by busybox. @throws Error when its exit code is not 0. */
  async shell(script: string, options: RunOptions = {}): Promise<string> {
    const ended = await this.run([BUSYBOX, 'sh', '-euc', script], options);
    if (ended.code !== 0) throw new Error(`${script}\n${howItEnded(ended)}: ${ended.stderr}`);
    return ended.stdout;
  }

  /**
   * Calls a function of this checkout inside: the default export of a TypeScript file (path from the checkout's root).
   * Input and answer travel as JSON; what it prints goes nowhere. Code that starts files of the checkout by their path
   * wants `isBundled: false`, which costs some seconds.
   * @throws Error with the stack of what the function threw.
   */
  async node(
    file: string,
    input: unknown = null,
    options: RunOptions & { isBundled?: boolean } = {},
  ): Promise<unknown> {
    const answer = `/tmp/answer-${++this.#count}`;
    const { isBundled = true, ...rest } = options;
    const code = isBundled ? await bundle(file) : `${CHECKOUT}/${file}`;
    const words = ['node', await bundle('e2e/lab/guest/call.ts'), code, answer];
    const ended = await this.run(words, { ...rest, stdin: JSON.stringify(input) });
    if (ended.code !== 0) throw new Error(`${file} ${howItEnded(ended)}: ${ended.stderr}`);
    return JSON.parse(await this.read(answer));
  }
  #count = 0;

  /** @throws AgentError with the errno. */
  read(path: string): Promise<string> {
    return this.#agent.read(path);
  }

  /** @throws AgentError with the errno, as a write to sysfs answers with one. */
  write(path: string, text: string): Promise<void> {
    return this.#agent.write(path, text);
  }

  /** A file of sysfs without its line end; null where there is none. */
  async sysfs(path: string): Promise<string | null> {
    try {
      return (await this.read(`/sys/${path}`)).trimEnd();
    } catch (error) {
      if (error instanceof AgentError && error.errno === 'ENOENT') return null;
      throw error;
    }
  }

  /**
   * Loads modules of kernel-modules.ts's list; what is loaded or built in already is left as it is.
   * @param parameters of the last one, such as `allow_unsafe_interrupts=1`.
   */
  async modprobe(names: string | readonly string[], ...parameters: readonly string[]): Promise<void> {
    const modules = [names].flat();
    await this.shell(`for module in ${modules.slice(0, -1).join(' ')}; do ${BUSYBOX} modprobe -q $module || true; done
      [ -e /sys/module/${modules.at(-1)} ] || ${BUSYBOX} modprobe ${modules.at(-1)} ${parameters.join(' ')}`);
  }

  /** The kernel's log from the boot on. */
  dmesg(): Promise<string> {
    return this.shell(`${BUSYBOX} dmesg`);
  }

  /** The driver that holds a function, asked of the kernel. */
  async driverOf(bdf: string): Promise<string | null> {
    return (await this.shell(`basename "$(readlink /sys/bus/pci/devices/${bdf}/driver)"`)).trim() || null;
  }

  async groupOf(bdf: string): Promise<string> {
    return (await this.shell(`basename "$(readlink /sys/bus/pci/devices/${bdf}/iommu_group)"`)).trim();
  }

  /** Hands functions to vfio-pci by driver_override, as Linux Documentation/ABI/testing/sysfs-bus-pci has it. @returns their drivers. */
  async bind(...bdfs: readonly string[]): Promise<(string | null)[]> {
    // vfio.ko asks for the second by a soft dependency, which kmod follows and busybox does not.
    await this.modprobe(['vfio_iommu_type1', 'vfio_pci']);
    return this.#rebind(bdfs, 'vfio-pci');
  }

  /** Does something while functions are on vfio-pci, then gives them back. @throws Error when the kernel refuses them. */
  async whileBound<Result>(bdfs: readonly string[], work: () => Promise<Result>): Promise<Result> {
    try {
      const drivers = await this.bind(...bdfs);
      if (drivers.some(driver => driver !== 'vfio-pci'))
        throw new Error(`vfio-pci did not take all of ${bdfs.join(', ')}: ${(await this.dmesg()).slice(-500)}`);
      return await work();
    } finally {
      await this.release(...bdfs);
    }
  }

  /** Gives functions back to whatever driver of the host wants them. @returns their drivers. */
  release(...bdfs: readonly string[]): Promise<(string | null)[]> {
    return this.#rebind(bdfs, '');
  }

  async #rebind(bdfs: readonly string[], override: string): Promise<(string | null)[]> {
    for (const bdf of bdfs) {
      await this.shell(`d=/sys/bus/pci/devices/${bdf}
        echo '${override}' > $d/driver_override
        if [ -e $d/driver ]; then echo ${bdf} > $d/driver/unbind; fi
        echo ${bdf} > /sys/bus/pci/drivers_probe || true`);
    }
    return Promise.all(bdfs.map(bdf => this.driverOf(bdf)));
  }

  /** What a udev rule would do: the group's node belongs to the user. @returns the node. */
  async grant(bdf: string, user: 'root' | 'user' = 'user'): Promise<string> {
    const node = `/dev/vfio/${await this.groupOf(bdf)}`;
    await this.shell(`chown ${user} ${node}`);
    return node;
  }

  /** QEMU is killed and gone, whatever the machine was doing. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#qemu.kill();
    this.#agent[Symbol.dispose]();
    this.#tidy();
  }
}

async function ours([program = '', ...args]: readonly string[]): Promise<string[]> {
  if (program === 'bindery') return [NODE, await bundle('main/bin/bindery.ts'), ...args];
  return [program === 'node' ? NODE : program, ...args];
}

/** For messages: `ended with exit code 2`. */
export function howItEnded({ code, signal }: Ended): string {
  return `ended with ${signal ?? `exit code ${code}`}`;
}
