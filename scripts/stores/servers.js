import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { installAzurite, installFakeGcs, installMoto } from "./install.js";

/** @typedef {{ name: string, url: string, stop: () => Promise<void> }} Server */

/**
 * Starts the three stores on free ports of this machine.
 * @param {string} folder for what they write
 * @returns {Promise<readonly Server[]>}
 */
export async function startStores(folder) {
	const [s3, gcs, azure] = await freePorts(3);
	const commands = /** @type {const} */ ([
		["s3", s3, installMoto(), s3Arguments(s3)],
		[
			"gcs",
			gcs,
			installFakeGcs(),
			[
				"-scheme",
				"http",
				"-host",
				"127.0.0.1",
				"-port",
				`${gcs}`,
				"-external-url",
				`http://127.0.0.1:${gcs}`,
				"-public-host",
				`127.0.0.1:${gcs}`,
				"-backend",
				"memory",
				"-log-level",
				"warn",
			],
		],
		[
			"azure",
			azure,
			process.execPath,
			[
				installAzurite(),
				"--blobHost",
				"127.0.0.1",
				"--blobPort",
				`${azure}`,
				"--inMemoryPersistence",
				"--silent",
				"--disableTelemetry",
			],
		],
	]);
	/** @type {Server[]} */
	const servers = [];
	try {
		for (const [name, port, program, args] of commands) {
			servers.push(await start(name, port ?? 0, program, args, folder));
		}
	} catch (error) {
		await Promise.all(servers.map((server) => server.stop()));
		throw error;
	}
	return servers;
}

/**
 * Starts moto alone, an S3 store.
 * @param {string} folder for what it writes
 * @returns {Promise<Server>}
 */
export async function startS3(folder) {
	const [port] = await freePorts(1);
	return start("s3", port ?? 0, installMoto(), s3Arguments(port), folder);
}

/** @param {number | undefined} port */
function s3Arguments(port) {
	return ["-H", "127.0.0.1", "-p", `${port}`];
}

/**
 * @param {string} name
 * @param {number} port
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} folder
 * @returns {Promise<Server>}
 */
async function start(name, port, program, args, folder) {
	const child = spawn(program, args, {
		cwd: folder,
		stdio: ["ignore", "pipe", "pipe"],
		env: { ...process.env, TMPDIR: folder },
	});
	let said = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream.on("data", (chunk) => {
			said = (said + chunk).slice(-4000);
		});
	}
	const ended = new Promise((resolve) => child.once("exit", resolve));
	/** @type {Error | undefined} */
	let failure;
	child.once("error", (error) => {
		failure = error;
	});
	const url = `http://127.0.0.1:${port}`;
	for (let tries = 0; ; tries++) {
		if (failure !== undefined || child.exitCode !== null || tries > 600) {
			child.kill("SIGKILL");
			throw new Error(`${join(program)} for ${name} did not start: ${failure?.message ?? ""}\n${said}`);
		}
		const answered = await fetch(url, { signal: AbortSignal.timeout(1000) }).then(
			(response) => response.body?.cancel().then(() => true) ?? true,
			() => false,
		);
		if (answered) break;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	const stop = async () => {
		child.kill("SIGTERM");
		const timer = setTimeout(() => child.kill("SIGKILL"), 3000);
		await ended;
		clearTimeout(timer);
	};
	return { name, url, stop };
}

/** @param {number} count */
async function freePorts(count) {
	const holders = Array.from({ length: count }, () => createServer());
	const ports = await Promise.all(
		holders.map(
			(holder) =>
				/** @type {Promise<number>} */ (
					new Promise((resolve, reject) => {
						holder.once("error", reject);
						holder.listen(0, "127.0.0.1", () => {
							const address = holder.address();
							resolve(typeof address === "object" && address !== null ? address.port : 0);
						});
					})
				),
		),
	);
	await Promise.all(holders.map((holder) => new Promise((resolve) => holder.close(resolve))));
	return ports;
}
