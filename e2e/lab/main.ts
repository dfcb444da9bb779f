import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { builtLab } from "./build.js";
import { cacheFolder } from "./cache-folder.js";
import { startLab } from "./lab.js";

// `npm run lab`: a lab in the foreground until Ctrl-C, for work by hand. Pods find programs on this PATH, or on $PODS_PATH.
const bin = await builtLab();
const folder = cacheFolder("lab", String(process.pid));
mkdirSync(folder, { recursive: true });
const lab = await startLab({ bin, folder, podsPath: process.env.PODS_PATH ?? process.env.PATH ?? "", parallel: 3 });
console.log(`admin API: ${lab.endpoint}, without TLS
configuration: export FLYTECTL_CONFIG=${lab.config}
its store is a folder: export FLYTE_ALLOWED_URIS=${join(lab.folder, "store")}
everything else: ${lab.folder}`);
await new Promise((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
await lab.stop();
