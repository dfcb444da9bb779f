import { runProcess } from "./process.js";

// The command's entry point: bin/tsflyte.js imports it for its effect.
await runProcess();
