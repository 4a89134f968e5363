/** Paths inside a lab machine that the host fills: the checkout, read-only, and a folder for files both ways. */
export const CHECKOUT = '/run/lab/checkout';
export const SHARE = '/run/lab/share';
