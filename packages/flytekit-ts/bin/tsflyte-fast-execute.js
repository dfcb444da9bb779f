#!/usr/bin/env node
import { existsSync } from "node:fs";

// Only a checkout has sources beside it: there dist is brought up to date first. The published package never does.
if (existsSync(new URL("../src", import.meta.url))) {
	const { isFresh } = await import("../../../scripts/build/freshness.js");
	if (!isFresh()) await (await import("../../../scripts/build/build.js")).buildPackage();
}
const { fastExecute } = await import("../dist/container.js");
fastExecute(process.argv.slice(2));
