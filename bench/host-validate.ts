/** `virt-host-validate qemu` and Bindery on this host, question by question. `node bench/host-validate.ts [PROGRAM]`. */
import { spawnSync } from 'node:child_process';
import { checkHost } from '../core/findings/check-host.ts';
import { answerQuestions, parseHostValidate } from '../core/report/host-validate.ts';
import { composeSources } from '../main/compose.ts';

const program = process.argv[2] ?? 'virt-host-validate';
const tool = spawnSync(program, ['qemu'], { encoding: 'utf8' });
if (tool.error) {
  console.error(`SKIPPED: ${program} is not installed (Debian: apt-get install libvirt-clients).`);
  process.exit(0);
}
const theirs = parseHostValidate(tool.stdout);
const scanner = composeSources().scanner('live');
if (!scanner) throw new Error('There is no live host.');
const host = await scanner.scan();
const findings = checkHost(host);
console.log('Same host under both.\n');
console.log(`${'question'.padEnd(48)} ${'libvirt'.padEnd(11)} ${'Bindery'.padEnd(11)} findings`);
for (const { question, ours, findings: told } of answerQuestions(host, findings)) {
  const said = theirs.find(line => line.question === question)?.says ?? 'not asked';
  console.log(
    `${question.asks.padEnd(48)} ${said.padEnd(11)} ${ours.padEnd(11)} ${told.map(finding => finding.code).join(' ')}`,
  );
}
const open = theirs.filter(line => line.question === null);
for (const line of open) console.log(`${line.asks.padEnd(48)} ${line.says.padEnd(11)} no answer of ours`);
console.log(
  `\nlibvirt asked ${theirs.length} questions, ${open.length} of them without an answer of ours; Bindery has ${findings.length} findings, of ${new Set(findings.map(finding => finding.code)).size} kinds.`,
);
process.exitCode = open.length > 0 ? 1 : 0;
