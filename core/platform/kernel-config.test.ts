import { expect, test } from 'vitest';
import { expectAnswerToAnyText } from '../testing/spoiled-text.ts';
import { parseKernelConfig } from './kernel-config.ts';

const CONFIG = `#
# Automatically generated file; DO NOT EDIT.
# Linux/x86 6.12.43 Kernel Configuration
#
CONFIG_CC_VERSION_TEXT="x86_64-linux-gnu-gcc-14 (Debian 14.2.0-19) 14.2.0"
CONFIG_KVM=m
CONFIG_KVM_INTEL=m

#
# VFIO support
#
CONFIG_VFIO=m
CONFIG_VFIO_PCI=m
# CONFIG_VFIO_NOIOMMU is not set
# CONFIG_INTEL_IOMMU_DEFAULT_ON is not set
CONFIG_IOMMUFD=m
CONFIG_DEFAULT_HOSTNAME="(none)"
CONFIG_NR_CPUS=8192
`;

test('options that matter are kept, by name', () => {
  expect(parseKernelConfig(CONFIG)).toEqual({
    KVM: 'm',
    KVM_INTEL: 'm',
    VFIO: 'm',
    VFIO_PCI: 'm',
    VFIO_NOIOMMU: 'n',
    INTEL_IOMMU_DEFAULT_ON: 'n',
    IOMMUFD: 'm',
  });
});

test('similar names are not taken for them', () => {
  expect(parseKernelConfig('CONFIG_MY_VFIO_PCI=y\nCONFIG_KVMX=y\nCONFIG_TUNE=y\nCONFIG_TUN=y\n')).toEqual({ TUN: 'y' });
});

test.each([
  '',
  CONFIG.slice(0, -3),
  'CONFIG_KVM=y\nrubbish\n',
  '# nothing but comments\n',
  '\u0001 garbage \ufffd=: 0xzz\n',
])('%# is cut or no configuration', text => {
  expect(parseKernelConfig(text)).toHaveProperty('malformed');
});

test('any text has an answer', () => expectAnswerToAnyText(parseKernelConfig, CONFIG));
