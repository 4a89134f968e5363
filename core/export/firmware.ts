/**
 * Firmware of the guest: UEFI in two flash chips, code read-only, variables as this machine's own copy.
 * Source: QEMU docs/interop/firmware.json; hw/i386/pc_sysfw.c.
 */
import type { FlashBuild } from '../machine/pick-firmware.ts';
import { option, type QemuOption } from './qemu-option.ts';

export type VariablesCopy = { template: string; copy: string };

export type FirmwarePlan = {
  /** Properties for `-machine`. */
  machine: Record<string, string>;
  options: QemuOption[];
  variables: VariablesCopy | null;
};

/** @param build null: SeaBIOS, which QEMU brings along, or no build was found. */
export function planFirmware(build: FlashBuild | null, folder: string): FirmwarePlan {
  if (!build) return { machine: {}, options: [], variables: null };
  const { executable, executableFormat, variablesTemplate, variablesFormat } = build.mapping;
  // A build that keeps its variables safe in system management mode does not start without it, Secure Boot or not.
  const secure = build.features.includes('requires-smm');
  const code = flash('firmware-code', executable, executableFormat, 'on', `Firmware: ${build.description}.`);
  if (variablesTemplate === null) return { machine: { pflash0: 'firmware-code' }, options: [code], variables: null };
  const copy = `${folder}/firmware-variables.fd`;
  return {
    machine: { pflash0: 'firmware-code', pflash1: 'firmware-variables', ...(secure ? { smm: 'on' } : {}) },
    options: [
      code,
      flash(
        'firmware-variables',
        copy,
        variablesFormat ?? 'raw',
        null,
        "This machine's own boot entries and settings.",
      ),
      ...(secure
        ? [
            option(
              '-global',
              null,
              { driver: 'cfi.pflash01', property: 'secure', value: 'on' },
              'Only the firmware itself may change its variables.',
            ),
          ]
        : []),
    ],
    variables: { template: variablesTemplate, copy },
  };
}

function flash(node: string, path: string, format: string, readOnly: 'on' | null, why: string): QemuOption {
  return option(
    '-blockdev',
    null,
    { driver: format, 'node-name': node, 'read-only': readOnly, 'file.driver': 'file', 'file.filename': path },
    why,
  );
}
