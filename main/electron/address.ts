/** The window's address. Its scheme belongs to Bindery alone, so no other program and no other page answers there. */
export const SCHEME = 'bindery';
export const HOME = `${SCHEME}://app/`;

/** Whether an address is the app's own. (URL.origin is "null" for schemes that the URL standard does not list.) */
export function isOwn(address: string): boolean {
  return URL.canParse(address) && new URL(address).href.startsWith(HOME);
}
