/** What a product calls itself: its owner may have named it, and some add their serial number. */

/** "Ada's Keyboard", "Jonas' Mouse"; and as telephones are named where one says "of Ada". */
const OWNER =
  /(?<![\p{L}\p{N}])\p{L}[\p{L}-]{0,40}(?=['’´`](?:s(?!\p{L})|\s|$))|(?<=\s(?:von|van|de|di|do|da|af|av|of)\s)\p{Lu}\p{L}{1,40}(?!\p{L})/gu;
/** As the kernel reports a device that was plugged in. */
export const PRODUCT_IN_TEXT = /(?<=\b(?:Product|Manufacturer|input): ).+/g;
const WORD = /(?<![\p{L}\p{N}])[A-Z0-9]{8,}(?![\p{L}\p{N}])/gu;

export function personsIn(name: string): string[] {
  return name.match(OWNER) ?? [];
}

export function cleanProduct(name: string, as: { person: (name: string) => string; serial: (text: string) => string }) {
  return name
    .replace(OWNER, owner => as.person(owner))
    .replace(WORD, word => (isSerial(word) ? as.serial(word) : word));
}

function isSerial(word: string): boolean {
  return /^\d+$/.test(word) || (word.length >= 10 && word.replace(/\D/g, '').length >= 6);
}
