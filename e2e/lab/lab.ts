import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { LAB_SOURCES } from "./build.js";
import { askKube } from "./kube-api.js";
import { freePorts } from "./ports.js";
import { type Program, startProgram } from "./programs.js";

/** How long kube, which makes its keys and its first state, may take to be ready. */
const START_MS = 120_000;

export interface LabOptions {
	/** Folder of the built programs. */
	readonly bin: string;
	/** Folder of this run, made when missing: state, logs, and the store that file:// URIs name. */
	readonly folder: string;
	/** PATH of the pods' processes. */
	readonly podsPath: string;
	/** How many pods may run at once. */
	readonly parallel: number;
	/** Variables of every container, beside where it finds the admin API. */
	readonly podEnv?: Readonly<Record<string, string>>;
	/** Secrets of the cluster: by namespace and name, keys and values. */
	readonly secrets?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;
}

/** A running lab: Flyte's engine, a Kubernetes API, an admin API and pods that are processes. */
export interface Lab {
	readonly folder: string;
	/** `127.0.0.1:port`, gRPC without TLS. */
	readonly endpoint: string;
	/** A configuration file for flytectl, pyflyte and tsflyte. */
	readonly config: string;
	/** Propeller's process, and the port of 127.0.0.1 at which it gives its metrics. */
	readonly propeller: { readonly pid: number; readonly metricsPort: number };
	/** Kills propeller without warning and starts it again. */
	restartPropeller(): Promise<void>;
	/** Stops everything, pods included. */
	stop(): Promise<void>;
}

/** Starts a lab on ports of its own. Throws, with nothing left running, when one of its programs does not come up. */
export async function startLab(options: LabOptions): Promise<Lab> {
	const { bin, folder } = options;
	const [kubePort = 0, etcdPort = 0, peerPort = 0, grpcPort = 0, httpPort = 0, profPort = 0] = await freePorts(6);
	const kubeFolder = join(folder, "kube");
	for (const part of [kubeFolder, join(folder, "store")]) mkdirSync(part, { recursive: true });
	const places = {
		RUN: folder,
		PODS_PATH: options.podsPath,
		PARALLEL: options.parallel,
		POD_ENV: Object.entries(options.podEnv ?? {})
			.map(([name, value]) => `      - ${name}: ${JSON.stringify(value)}`)
			.join("\n"),
		SECRETS: JSON.stringify(options.secrets ?? {}),
		GRPC_PORT: grpcPort,
		HTTP_PORT: httpPort,
		PROF_PORT: profPort,
	};
	for (const name of ["flytelab.yaml", "propeller.yaml"]) {
		writeFileSync(join(folder, name), filledIn(readFileSync(join(LAB_SOURCES, `${name}.in`), "utf8"), places));
	}
	const config = join(folder, "config.yaml");
	writeFileSync(config, `admin:\n  endpoint: dns:///127.0.0.1:${grpcPort}\n  insecure: true\n`);

	const start = (name: string, ...args: string[]) =>
		startProgram(name, join(bin, name), args, join(folder, `${name}.log`));
	const startPropeller = () => start("propeller", "--config", join(folder, "propeller.yaml"));
	const running: Program[] = [];
	const stop = async () => {
		for (const program of running.splice(0).reverse()) await program.stop();
	};
	try {
		const kubePorts = ["-port", kubePort, "-etcd-port", etcdPort, "-peer-port", peerPort].map(String);
		running.push(start("kube", "-dir", kubeFolder, ...kubePorts));
		const asked = async (path: string) => (await askKube(kubeFolder, kubePort, path))?.status === 200;
		await until("the Kubernetes API", running, () => asked("/readyz"));
		running.push(start("flytelab", "-config", join(folder, "flytelab.yaml")));
		await until("the admin API", running, () => listens(grpcPort));
		running.push(startPropeller());
		await until("propeller", running, () => asked("/apis/flyte.lyft.com/v1alpha1/flyteworkflows"));
	} catch (error) {
		await stop();
		throw error;
	}
	return {
		folder,
		endpoint: `127.0.0.1:${grpcPort}`,
		config,
		get propeller() {
			return { pid: running.at(-1)?.pid ?? -1, metricsPort: profPort };
		},
		async restartPropeller() {
			await running.pop()?.kill();
			running.push(startPropeller());
		},
		stop,
	};
}

function filledIn(template: string, places: Readonly<Record<string, string | number>>): string {
	return template.replaceAll(/@([A-Z_]+)@/g, (whole, name: string) =>
		Object.hasOwn(places, name) ? String(places[name]) : whole,
	);
}

async function until(what: string, running: readonly Program[], ready: () => Promise<boolean>): Promise<void> {
	for (const end = Date.now() + START_MS; !(await ready()); ) {
		for (const program of running) program.mustRun();
		if (Date.now() > end) throw new Error(`${what} did not come up within ${START_MS / 1000} s`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

function listens(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, "127.0.0.1");
		const answer = (yes: boolean) => {
			socket.destroy();
			resolve(yes);
		};
		socket.once("connect", () => answer(true)).once("error", () => answer(false));
	});
}
