/**
 * One firmware descriptor: the JSON file by which a firmware package tells management software what it offers.
 * Unknown fields are ignored, because the format grows; an unknown `mapping.device` is refused, because a machine
 * could not be started with it. Source: QEMU docs/interop/firmware.json.
 */
import { z } from 'zod';
import { type Malformed, malformed } from './malformed.ts';
import type { FirmwareBuild } from './snapshot.ts';

const flashFile = z.object({ filename: z.string(), format: z.string() });

const flashMapping = z
  .object({
    device: z.literal('flash'),
    /** `split` is the default and the only mode of older descriptors. */
    mode: z.enum(['split', 'combined', 'stateless']).default('split'),
    executable: flashFile,
    'nvram-template': flashFile.optional(),
  })
  .refine(flash => flash.mode !== 'split' || flash['nvram-template'] !== undefined, {
    error: 'a split flash mapping needs an nvram-template',
  });

const descriptor = z.object({
  description: z.string(),
  'interface-types': z.array(z.string()),
  mapping: z.discriminatedUnion('device', [
    flashMapping,
    z.object({ device: z.literal('memory'), filename: z.string() }),
    z.object({ device: z.literal('kernel'), filename: z.string() }),
  ]),
  targets: z.array(z.object({ architecture: z.string(), machines: z.array(z.string()) })),
  features: z.array(z.string()),
});

/** `path` names the file in the answer. */
export function parseFirmwareDescriptor(path: string, text: string): FirmwareBuild | Malformed {
  const json = parseJson(text);
  if (json === undefined) return malformed('no JSON');
  const parsed = descriptor.safeParse(json);
  if (!parsed.success) return malformed(describeIssue(parsed.error));
  const { description, 'interface-types': interfaces, mapping, targets, features } = parsed.data;
  return { descriptor: path, description, interfaces, targets, features, mapping: toMapping(mapping) };
}

function toMapping(mapping: z.infer<typeof descriptor>['mapping']): FirmwareBuild['mapping'] {
  if (mapping.device !== 'flash') return mapping;
  const template = mapping.mode === 'split' ? mapping['nvram-template'] : undefined;
  return {
    device: 'flash',
    executable: mapping.executable.filename,
    executableFormat: mapping.executable.format,
    variablesTemplate: template?.filename ?? null,
    variablesFormat: template?.format ?? null,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describeIssue(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue ? `${issue.path.join('.')}: ${issue.message}` : 'not a firmware descriptor';
}
