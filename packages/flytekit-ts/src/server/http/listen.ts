import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { FlyteError } from "../../errors/index.js";

/** The port that is tried first. */
export const DEFAULT_PORT = 4749;
/** Ports after it that are tried when it is taken. */
const TRIES = 20;

export interface Listening {
	readonly port: number;
	/** Addresses that are bound: 127.0.0.1, and ::1 where the machine has it. */
	readonly addresses: readonly string[];
	/** Ends all connections too: streams would keep them for ever. */
	close(): Promise<void>;
}

/**
 * Listens on loopback, and on nothing else. `port`: 0 takes a free one; undefined the default, or one after it. Throws SERVER_PORT.
 */
export async function listen(listener: RequestListener, port: number | undefined): Promise<Listening> {
	const first = port ?? DEFAULT_PORT;
	for (let at = first; ; at++) {
		const server = createServer(listener);
		try {
			await bind(server, "127.0.0.1", at);
		} catch (cause) {
			const { code, message } = cause as NodeJS.ErrnoException;
			if (port === undefined && code === "EADDRINUSE" && at < first + TRIES) continue;
			throw new FlyteError("SERVER_PORT", `port ${at} of 127.0.0.1 cannot be used: ${message}`, {
				wayOut: "give another with --port N; --port 0 takes a free one",
				cause,
			});
		}
		const bound = (server.address() as AddressInfo).port;
		const servers = [server];
		const second = createServer(listener);
		try {
			await bind(second, "::1", bound);
			servers.push(second);
		} catch {
			// a machine without IPv6, or somebody else has it there
		}
		return {
			port: bound,
			addresses: servers.map((one) => (one.address() as AddressInfo).address),
			close: async () => {
				await Promise.all(servers.map(end));
			},
		};
	}
}

function bind(server: Server, host: string, port: number): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen({ host, port, ipv6Only: host === "::1" }, () => {
			server.off("error", reject);
			resolve();
		});
	});
}

function end(server: Server): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}
