import { FakeClock } from "flytekit-ts/testing";
import type { HttpRequest, HttpResponse } from "../../src/storage/net/exchange.js";
import { type Net, systemNet } from "../../src/storage/net/retry.js";

/** What a server of the test answers: text, or an object as JSON. */
export interface Scripted {
	readonly status?: number;
	readonly body?: string | object;
	readonly headers?: Readonly<Record<string, string>>;
}

/** A network on which one function answers for all servers; undefined: nobody is there. */
export class ScriptedNet {
	readonly requests: HttpRequest[] = [];
	readonly clock = new FakeClock({ auto: true });
	readonly net: Net;

	constructor(answer: (request: HttpRequest) => Scripted | undefined) {
		this.net = systemNet({
			clock: this.clock,
			retry: { attempts: 2, baseMs: 1, capMs: 1 },
			exchange: async (request) => {
				this.requests.push(request);
				const given = answer(request);
				if (given === undefined) throw Object.assign(new Error("nobody answers"), { code: "ECONNREFUSED" });
				return responseOf(given);
			},
		});
	}

	/** The last request to a host. */
	to(host: string): HttpRequest {
		const found = this.requests.filter(({ url }) => new URL(url).host === host).at(-1);
		if (found === undefined) throw new Error(`nobody asked ${host}, but ${this.hosts.join(", ")}`);
		return found;
	}

	get hosts(): readonly string[] {
		return this.requests.map(({ url }) => new URL(url).host);
	}
}

/** The form in a request's body. */
export function formOf({ body }: HttpRequest): Readonly<Record<string, string>> {
	return Object.fromEntries(new URLSearchParams(new TextDecoder().decode(body)));
}

function responseOf({ status = 200, body = "", headers = {} }: Scripted): HttpResponse {
	const bytes = new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
	const all: Readonly<Record<string, string>> = { "content-length": String(bytes.byteLength), ...headers };
	return {
		status,
		header: (name) => all[name],
		body: (async function* () {
			yield bytes;
		})(),
		close: () => undefined,
	};
}
