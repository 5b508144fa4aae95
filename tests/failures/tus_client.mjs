// Drives tus-js-client for test_tus_clients.py: reads {packages, endpoint, token, file, store, ...} from
// the command line and prints what happened as JSON.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createRequire } from "node:module";

const task = JSON.parse(process.argv[2]);
const { Upload, FileUrlStorage } = createRequire(task.packages)("tus-js-client");
const CHUNK = 512 * 1024;

const options = async (done) => ({
  endpoint: task.endpoint,
  headers: { Authorization: `Bearer ${task.token}` },
  metadata: { parent_id: task.parent, filename: task.name },
  chunkSize: CHUNK,
  retryDelays: null,
  uploadSize: (await stat(task.file)).size,
  urlStorage: new FileUrlStorage(task.store),
  fingerprint: async () => task.file,
  ...done,
});

// Sends until half of it is acknowledged, then aborts in the middle of the following chunk.
const begin = async () =>
  new Promise(async (resolve, reject) => {
    let acknowledged = 0;
    let aborted = false;
    const upload = new Upload(
      createReadStream(task.file),
      await options({
        onError: reject,
        onChunkComplete: (_size, accepted) => {
          acknowledged = accepted;
        },
        onProgress: (sent, size) => {
          if (!aborted && acknowledged > size / 2 && sent > acknowledged) {
            aborted = true;
            upload.abort().then(() => resolve({ url: upload.url, acknowledged, size }), reject);
          }
        },
        onSuccess: () => reject(new Error("it was to be aborted")),
      }),
    );
    upload.start();
  });

const resume = async () =>
  new Promise(async (resolve, reject) => {
    let first = null;
    const upload = new Upload(
      createReadStream(task.file),
      await options({
        onError: reject,
        onProgress: (sent) => {
          first ??= sent;
        },
        onSuccess: () => resolve({ url: upload.url, first }),
      }),
    );
    const previous = await upload.findPreviousUploads();
    if (previous.length !== 1) {
      reject(new Error(`${previous.length} uploads are remembered`));
      return;
    }
    upload.resumeFromPreviousUpload(previous[0]);
    upload.start();
  });

const terminate = async () => {
  const { url } = await begin();
  await Upload.terminate(url, await options({}));
  return { url };
};

const actions = { begin, resume, terminate };
process.stdout.write(JSON.stringify(await actions[task.action]()));
process.exit(0);
