import { createServer, type Server } from "node:net";
import grpc from "@grpc/grpc-js";
import type { FlyteRemote } from "flytekit-ts/remote";
import { FakeClock } from "flytekit-ts/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { client, deployed } from "./client.js";
import type { Deployment } from "./deployment.js";
import { flow } from "./entities.js";

let server: Deployment;
let remote: FlyteRemote;
let end: () => Promise<void>;
const more: { close(): unknown }[] = [];

beforeEach(async () => {
	({ server, remote, end } = await deployed());
});
afterEach(async () => {
	for (const one of more.splice(0)) await one.close();
	await end();
});

const refusing = (code: grpc.status, details: string, times = Number.POSITIVE_INFINITY) => {
	server.refuseCall = (_, time) => (time <= times ? { code, details } : undefined);
};
const message = (promise: Promise<unknown>) => promise.then(String, (error: Error) => error.message);
const execution = "execution flytesnacks:development:e";

describe("a call", () => {
	it("is made again with growing pauses when it fails in transit", async () => {
		const clock = new FakeClock({ auto: true });
		const patient = client(server.endpoint, {
			clock,
			random: { id: () => "", next: () => 1, bytes: () => new Uint8Array() } as never,
		});
		more.push(patient);
		refusing(grpc.status.UNAVAILABLE, "going away", 3);
		const before = clock.now();
		expect(await patient.getVersion()).toBe("v1.16.8");
		expect(server.calls).toHaveLength(4);
		expect(clock.now() - before).toBe(100 + 200 + 400);
	});

	it("is given up after as many times as the configuration says, naming host, call, times and the way out", async () => {
		refusing(grpc.status.UNAVAILABLE, "going away");
		const twice = client(server.endpoint, { rpcRetries: 1 });
		more.push(twice);
		expect(await message(twice.fetchExecution("e"))).toBe(
			`cannot reach Flyte at dns:///${server.endpoint}: GetExecution (${execution}) failed 2 times: going away\n` +
				"  way out: check that the server runs and that FLYTE_PLATFORM_URL or admin.endpoint names it; the connection is plain text (admin.insecure: true): a server with TLS hangs up on it",
		);
		expect(server.calls).toHaveLength(2);
	});

	it.each([
		[grpc.status.PERMISSION_DENIED, "REMOTE_DENIED", `does not permit GetExecution (${execution}): the server's words`],
		[
			grpc.status.UNAUTHENTICATED,
			"REMOTE_UNAUTHENTICATED",
			"without a valid token: the server's words\n  way out: log in",
		],
		[grpc.status.UNIMPLEMENTED, "REMOTE_UNSUPPORTED", "does not offer GetExecution"],
		[grpc.status.INVALID_ARGUMENT, "REMOTE_REFUSED", "refused GetExecution"],
		[grpc.status.INTERNAL, "REMOTE_SERVER", "failed at GetExecution"],
		[grpc.status.NOT_FOUND, "REMOTE_NOT_FOUND", `does not know ${execution}: the server's words`],
	])("that is refused with status %s is made once, and says so", async (status, code, text) => {
		refusing(status, "the server's words");
		const refused = remote.fetchExecution("e");
		await expect(refused).rejects.toMatchObject({ code });
		expect(await message(refused)).toContain(`dns:///${server.endpoint} `);
		expect(await message(refused)).toContain(text);
		expect(server.calls).toEqual(["GetExecution"]);
	});

	it("has a deadline", async () => {
		server.refuseCall = () => new Promise(() => {});
		const hasty = client(server.endpoint, { deadlineMs: 50, rpcRetries: 1 });
		more.push(hasty);
		expect(await message(hasty.getVersion())).toContain(
			`dns:///${server.endpoint} did not answer GetVersion within 0.05 s 2 times`,
		);
	});

	it("names a server that is not there, one that hangs up, and one that is none of Flyte's", async () => {
		const { endpoint } = server;
		server.stop();
		const alone = client(endpoint, { rpcRetries: 0 });
		more.push(alone);
		expect(await message(alone.getVersion())).toMatch(
			/^cannot reach Flyte at dns:\/\/\/127\.0\.0\.1:\d+: GetVersion failed: connect ECONNREFUSED 127\.0\.0\.1:\d+\n {2}way out: check that the server runs/,
		);
		const web = await listening(createServer((socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")));
		const lost = client(web, { rpcRetries: 0 });
		more.push(lost);
		expect(await message(lost.getVersion())).toContain(`cannot reach Flyte at dns:///${web}: GetVersion failed`);
	});

	it("too large for a message is not sent", async () => {
		const small = client(server.endpoint, { maxMessageBytes: 100 });
		more.push(small);
		const token = "x".repeat(1000);
		await expect(small.listExecutions({ token })).rejects.toMatchObject({ code: "REMOTE_TOO_LARGE" });
		expect(server.calls).toEqual([]);
	});

	it("that lost its answer is not made twice: an execution of that name is the one that was meant", async () => {
		// what createExecution made is there, though its answer never came
		const {
			server: other,
			remote: caller,
			end: stop,
		} = await deployed({ register: (await import("./entities.js")).flow });
		more.push({ close: stop });
		other.onExecution = () => {
			other.onExecution = () => {};
			throw { code: grpc.status.UNAVAILABLE, details: "the answer is lost" };
		};
		const started = await caller.execute(flow, { name: "a" }, { name: "once" });
		expect(started.id.name).toBe("once");
		expect(other.executions.size).toBe(1);
		expect(other.calls.filter((call) => call === "CreateExecution")).toHaveLength(2);
	});
});

async function listening(web: Server): Promise<string> {
	more.push(web);
	await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
	const address = web.address();
	return typeof address === "object" ? `127.0.0.1:${address?.port}` : "";
}
