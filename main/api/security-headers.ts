/**
 * Headers of every answer, in every shell.
 *
 * The page may run what we built and talk to where it came from: no inline script or style, no remote content, no
 * frame around it, no handle to it from another window. Source: W3C Content Security Policy 3; HTML, "Cross-origin
 * opener policies"; Fetch, "Cross-Origin-Resource-Policy header".
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
