import type { Unknown } from '../../core/host/measured.ts';

export const pending: Unknown = { unknown: 'failed', source: 'the scan', detail: 'not read yet' };
