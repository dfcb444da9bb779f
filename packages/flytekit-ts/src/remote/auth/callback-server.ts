import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { FlyteError } from "../../errors/index.js";
import { isLoopbackHost } from "../channel-target.js";
import { bareHost } from "./auth-metadata.js";
import { callbackPage, PAGE_HEADERS } from "./callback-page.js";

/** A place on this machine that the browser comes back to. */
export interface Callback {
	/** The address to give to the server of tokens: as configured, with the real port where that was 0. */
	readonly redirectUri: string;
	/** What the browser brought: the first request to the address, with the right state. Rejects with AUTH_STATE, or with the reason given to close. */
	readonly arrived: Promise<URLSearchParams>;
	/** Stops listening. */
	close(reason?: FlyteError): void;
}

/**
 * Listens where `redirectUri` says, on this machine only, for one request: whatever it brings, no second one is answered. Requests for other paths, by
 * other methods, or under another name of host than loopback's are turned away and do not count.
 * @param state what the request must bring
 * @param endpoint the Flyte server, for messages
 * @throws FlyteError AUTH_CALLBACK when the address is not of this machine, or its port is taken
 */
export async function listenForCallback(redirectUri: string, state: string, endpoint: string): Promise<Callback> {
	const uri = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined;
	if (uri === undefined || uri.protocol !== "http:" || !isLoopbackHost(bareHost(uri)))
		throw new FlyteError(
			"AUTH_CALLBACK",
			`${endpoint} sends browsers back to ${JSON.stringify(redirectUri)}, which is not http on this machine`,
			{
				wayOut:
					"the server's administrator sets thirdPartyConfig.flyteClient.redirectUri to http://localhost:53593/callback; or log in with admin.authType: DeviceFlow",
			},
		);
	const anyPort = uri.port === "0";
	let settle: (result: URLSearchParams | FlyteError) => void = () => undefined;
	const arrived = new Promise<URLSearchParams>((resolve, reject) => {
		settle = (result) => (result instanceof FlyteError ? reject(result) : resolve(result));
	});
	arrived.catch(() => undefined); // whoever waits hears it; a login given up before that is no unhandled rejection
	let done = false;
	const servers: Server[] = [];
	const close = (reason?: FlyteError) => {
		done = true;
		for (const server of servers) {
			server.close();
			server.closeIdleConnections();
		}
		if (reason !== undefined) settle(reason);
	};
	const answer = (request: IncomingMessage, response: ServerResponse) => {
		const path = request.url ?? "/";
		const asked = new URL(URL.canParse(path, uri) ? path : "/", uri);
		const named = `http://${request.headers.host}`;
		const host = URL.canParse(named) ? bareHost(new URL(named)) : "";
		if (!isLoopbackHost(host))
			return reply(response, 403, "Not here", "This address is for a browser on this machine.");
		if (asked.pathname !== uri.pathname)
			return reply(response, 404, "Not here", "A login waits here, at another path.");
		if (request.method !== "GET")
			return reply(response, 405, "Not so", "A login waits here for a browser to come back.");
		if (done) return reply(response, 410, "Already done", "This login was answered before. Nothing was changed.");
		const result = brought(asked.searchParams, state, endpoint);
		response.once("close", () => close());
		done = true;
		reply(response, result.status, result.title, result.text);
		settle(result.value);
	};
	const first = await listen(
		answer,
		uri.hostname === "localhost" ? "127.0.0.1" : bareHost(uri),
		Number(uri.port === "" ? 80 : uri.port),
		endpoint,
	);
	servers.push(first);
	const port = (first.address() as AddressInfo).port;
	if (uri.hostname === "localhost") {
		// a browser may take localhost for either; where there is no IPv6, the one is enough
		const second = await listen(answer, "::1", port, endpoint).catch(() => undefined);
		if (second !== undefined) servers.push(second);
	}
	uri.port = String(port);
	return { redirectUri: anyPort ? uri.href : redirectUri, arrived, close };
}

function brought(parameters: URLSearchParams, state: string, endpoint: string) {
	if (parameters.getAll("state").length === 1 && parameters.get("state") === state) {
		const failed = parameters.get("error");
		return {
			value: parameters,
			status: 200,
			title: failed === null ? "Logged in" : "Not logged in",
			text:
				failed === null
					? `You are logged in to ${endpoint} and may close this page.`
					: `${endpoint} was not logged in to: ${failed}. The terminal says more.`,
		};
	}
	return {
		value: new FlyteError(
			"AUTH_STATE",
			`the browser came back to the login to ${endpoint} with another state than it was sent off with`,
			{
				wayOut: "log in again, and close pages of earlier logins first",
			},
		),
		status: 400,
		title: "Not logged in",
		text: "This page belongs to another login than the one that waits. Nothing of it was used.",
	};
}

function reply(response: ServerResponse, status: number, title: string, text: string): void {
	response.writeHead(status, PAGE_HEADERS).end(callbackPage(title, text));
}

function listen(
	answer: (request: IncomingMessage, response: ServerResponse) => void,
	host: string,
	port: number,
	endpoint: string,
): Promise<Server> {
	const server = createServer(answer);
	return new Promise((resolve, reject) => {
		server.once("error", (cause: NodeJS.ErrnoException) =>
			reject(
				new FlyteError(
					"AUTH_CALLBACK",
					`cannot listen on ${host}:${port} for the browser to come back from logging in to ${endpoint}: ${cause.code}`,
					{
						wayOut: "end the other login or program that holds the port, or log in with admin.authType: DeviceFlow",
						cause,
					},
				),
			),
		);
		server.listen({ host, port, exclusive: true }, () => resolve(server));
	});
}
