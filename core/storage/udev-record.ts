/**
 * A device's record in udev's database, /run/udev/data/bMAJOR:MINOR: what libblkid found on it.
 *
 * Lines are a letter, a colon and a value; `E:NAME=value` are properties. Values with the ending `_ENC`, and types, have
 * odd bytes as `\x20`. Source: systemd src/libsystemd/sd-device/device-private.c device_update_db();
 * util-linux libblkid/src/encode.c blkid_encode_string().
 */
import { type Malformed, malformed } from '../host/malformed.ts';
import type { BlockSignature } from '../host/schema/storage.ts';

/** null: udev looked and found nothing that it knows. */
export function parseBlockSignature(record: string): BlockSignature | null | Malformed {
  const lines = record.split('\n').filter(line => line !== '');
  // udev keeps no record without content.
  if (lines.length === 0) return malformed('');
  const properties = new Map<string, string>();
  for (const line of lines) {
    if (!/^[A-Z]:/.test(line)) return malformed(line);
    const equals = line.indexOf('=');
    if (line.startsWith('E:') && equals > 0) properties.set(line.slice(2, equals), line.slice(equals + 1));
  }
  const type = properties.get('ID_FS_TYPE');
  if (!type) return null;
  const text = (name: string) => decode(properties.get(`${name}_ENC`) ?? '') || properties.get(name) || null;
  return { type: decode(type), label: text('ID_FS_LABEL'), uuid: text('ID_FS_UUID') };
}

/** Escaped bytes are UTF-8; what is not becomes a replacement character, as everywhere else. */
function decode(value: string): string {
  return value.replace(/(?:\\x[0-9a-f]{2})+/gi, escaped => {
    const bytes = escaped.replaceAll('\\x', '%');
    try {
      return decodeURIComponent(bytes);
    } catch {
      return '\ufffd'.repeat(bytes.length / 3);
    }
  });
}
