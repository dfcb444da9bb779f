import { mkdirSync } from "node:fs";
import { builtLab } from "./build.js";
import { cacheFolder } from "./cache-folder.js";
import { startLab } from "./lab.js";

// `npm run lab`: a lab in the foreground until Ctrl-C, for work by hand. Pods find programs on this PATH, or on $PODS_PATH.
const bin = await builtLab();
const folder = cacheFolder("lab", String(process.pid));
mkdirSync(folder, { recursive: true });
const lab = await startLab({ bin, folder, podsPath: process.env.PODS_PATH ?? process.env.PATH ?? "", parallel: 3 });
console.log(`admin API: ${lab.endpoint}, without TLS\nconfiguration: ${lab.config}\neverything else: ${lab.folder}`);
await new Promise((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
await lab.stop();
