/** Follows work of the server that takes long. */

import { Problem, request } from "./api.js";

/**
 * Wait until a job has ended.
 * @param {any} job
 * @param {AbortSignal} signal stops waiting, and not the job
 * @param {(job: any) => void} told hears how far it is
 */
export function following(job, signal, told) {
  const events = new EventSource(`v1/jobs/${job.id}/events`);
  return new Promise((resolve, reject) => {
    const end = (/** @type {any} */ last) => {
      events.close();
      if (last.state === "done") resolve(last);
      else reject(new Problem(0, last.detail ?? "The work was ended before it was done."));
    };
    signal.addEventListener("abort", () => {
      events.close();
      reject(signal.reason);
    });
    told(job);
    events.addEventListener("progress", (event) => told(JSON.parse(event.data)));
    events.addEventListener("end", (event) => end(JSON.parse(event.data)));
    events.addEventListener("error", async () => {
      if (events.readyState !== EventSource.CLOSED) return; // it connects again by itself
      end(await request(`jobs/${job.id}`).catch((error) => ({ detail: error.detail })));
    });
  });
}
