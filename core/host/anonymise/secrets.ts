/**
 * Passwords and keys, by what stands before them, and who logs in where.
 * Source: dracut.cmdline(7), netroot=iscsi:[USER:PASSWORD[:USER:PASSWORD]@]SERVER; RFC 3986, 3.2.1 User Information.
 */

/** A key may lie in a file: its path is no secret. The kernel's audit writes `key=(null)`. */
const SECRET =
  /((?:passw(?:or)?d|passphrase|passcode|secret|token|psk|credentials?)=|key=(?![/(]|[A-Z]{0,9}(?:UUID|LABEL)=))(?!=)("[^"]*"|'[^']*'|[^\s"']+)/gi;
const LOGIN = /(?<=:\/\/|(?<![a-z0-9])netroot=iscsi:)([^\s/"'<>]{1,300})@(?=[^\s/@])/gi;

export type SecretRules = {
  user: (name: string) => string;
  secret: (text: string) => string;
  /** Words of the machine, as in `hotkey=enable`. */
  isGeneric: (text: string) => boolean;
};

export function cleanSecrets(text: string, { user, secret, isGeneric }: SecretRules): string {
  if (!text.includes('=') && !text.includes('@')) return text;
  return text
    .replace(SECRET, (whole, key: string, value: string) => {
      const bare = value.replace(/^(["'])(.*)\1$/s, '$2');
      if (bare === '' || (/key=$/i.test(key) && isGeneric(bare))) return whole;
      return key + value.replace(bare, () => secret(bare));
    })
    .replace(LOGIN, (_, login: string) => {
      const [name = '', ...rest] = login.split(':');
      // iSCSI has a second pair, and a password may hold a colon: what is no first name is secret.
      return `${[user(name), ...(rest.length > 0 ? [secret(rest.join(':'))] : [])].join(':')}@`;
    });
}
