import { copyFileSync } from "node:fs";
import { buildPackage } from "../build/build.js";
import { packageRoot, root } from "../build/paths.js";

// Before `npm pack` and `npm publish`: nothing of earlier builds, and the texts that live at the root.
await buildPackage({ clean: true });
for (const file of ["LICENSE", "README.md"]) copyFileSync(root + file, packageRoot + file);
