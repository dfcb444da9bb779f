import { rmSync } from "node:fs";
import { packageRoot } from "../build/paths.js";

for (const file of ["LICENSE", "README.md"]) rmSync(packageRoot + file, { force: true });
