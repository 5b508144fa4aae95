// The token that proves that a page of ours sent a write, read afresh for each request.

/** Of the cookie, since it changes when one signs in again in another window; else the page's own. */
export function token() {
  const cookie = document.cookie.split("; ").find((one) => /^(__Host-)?strongroom_csrf=/.test(one));
  return cookie?.split("=")[1] ?? document.body.dataset.csrf;
}
