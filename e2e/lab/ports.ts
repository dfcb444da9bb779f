import { createServer } from "node:net";

/** As many ports of the loopback interface as asked for, all free a moment ago: chosen by the kernel, then let go. */
export async function freePorts(count: number): Promise<number[]> {
	const servers = await Promise.all(Array.from({ length: count }, listening));
	const ports = servers.map(({ port }) => port);
	await Promise.all(servers.map(({ close }) => close()));
	return ports;
}

function listening(): Promise<{ port: number; close: () => Promise<void> }> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.on("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const address = server.address();
			if (address === null || typeof address === "string") return reject(new Error("no port"));
			resolve({ port: address.port, close: () => new Promise((done) => server.close(() => done())) });
		});
	});
}
