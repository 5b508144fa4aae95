// Reads what the server says when it refuses: problem+json, or no answer at all.

/** Returns {status, code, detail, errors, changes} for a finished XMLHttpRequest. */
export function problemOf(xhr) {
  let body = {};
  if ((xhr.getResponseHeader?.("Content-Type") ?? "").includes("json")) {
    try {
      body = JSON.parse(xhr.responseText);
    } catch {
      body = {};
    }
  }
  return { ...body, status: xhr.status, code: body.code ?? "", detail: body.detail || sentence(xhr.status) };
}

/** A sentence for a status that came without one: what happened, what is safe, what to do. */
export function sentence(status) {
  if (status === 0) return "The server can’t be reached. Nothing was changed; please try again.";
  if (status === 401) return "You have been signed out. Nothing was changed; please sign in again.";
  if (status === 403) return "You may not do that. Nothing was changed.";
  if (status === 404) return "Some of this is no longer there; somebody else may have deleted or moved it. Nothing was changed.";
  if (status === 413) return "The file is too large. Nothing was stored.";
  if (status === 429) return "Too many tries. Please wait a minute and try again.";
  if (status === 507) return "The storage is full. What was stored before is safe; please tell your administrator.";
  return "Something went wrong. Nothing was changed; please try again.";
}
