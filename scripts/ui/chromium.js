import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const path = process.env.CHROMIUM ?? "/usr/bin/chromium";

// Before `npm run ui`: the suite needs a browser, which no npm package brings along.
if (!existsSync(path)) {
	const isRoot = process.getuid?.() === 0;
	if (!isRoot || !existsSync("/usr/bin/apt-get")) {
		console.error(
			`there is no ${path}: install Chromium (Debian: apt-get install chromium), or name one with CHROMIUM`,
		);
		process.exit(1);
	}
	const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
	for (const args of [
		["update", "-qq"],
		["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"],
	]) {
		const { status } = spawnSync("apt-get", args, { stdio: ["ignore", "ignore", "inherit"], env });
		if (status !== 0) process.exit(status ?? 1);
	}
}
