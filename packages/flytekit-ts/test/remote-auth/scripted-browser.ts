import { request as plainRequest } from "node:http";
import { request } from "node:https";

/** A page as the browser got it, after all redirects. */
export interface Page {
	readonly url: string;
	readonly status: number;
	readonly text: string;
}

/** A browser without a person: follows redirects, keeps cookies, and sends off each form it is shown, with what `fill` says. */
export class ScriptedBrowser {
	readonly #ca: string;
	readonly #cookies = new Map<string, string>();
	/** Every address that it was at. */
	readonly visited: string[] = [];
	/** Addresses that it is not to open: it shows an empty page at them. */
	stopBefore: (url: string) => boolean = () => false;

	constructor(ca: string) {
		this.#ca = ca;
	}

	/** Opens an address and does what its pages ask, until one asks for nothing. */
	async browse(
		url: string,
		fill: Readonly<Record<string, string>> = { login: "ada", password: "lovelace" },
	): Promise<Page> {
		let page = await this.open(url);
		for (let form = formOf(page); form !== undefined; form = formOf(page)) {
			const fields = form.fields.map(([name, value]): [string, string] => [name, fill[name] ?? value]);
			page = await this.open(form.action, new URLSearchParams(fields));
		}
		return page;
	}

	/** One request and its redirects. */
	async open(url: string, body?: URLSearchParams): Promise<Page> {
		if (this.stopBefore(url)) return { url, status: 0, text: "" };
		this.visited.push(url);
		const { status, location, text } = await this.#send(url, body);
		if (status >= 300 && status < 400 && location !== undefined) return this.open(new URL(location, url).href);
		return { url, status, text };
	}

	#send(
		url: string,
		body: URLSearchParams | undefined,
	): Promise<{ status: number; location: string | undefined; text: string }> {
		const secure = url.startsWith("https:");
		const headers: Record<string, string> = {
			...(secure && { cookie: [...this.#cookies].map((pair) => pair.join("=")).join("; ") }),
			...(body !== undefined && { "content-type": "application/x-www-form-urlencoded" }),
		};
		const options = { method: body === undefined ? "GET" : "POST", headers, ca: this.#ca, agent: false as const };
		return new Promise((resolve, reject) => {
			const call = (secure ? request : plainRequest)(url, options, (answer) => {
				for (const cookie of answer.headers["set-cookie"] ?? []) this.#keep(cookie);
				let text = "";
				answer.setEncoding("utf8");
				answer.on("data", (part) => {
					text += part;
				});
				answer.on("end", () => resolve({ status: answer.statusCode ?? 0, location: answer.headers.location, text }));
				answer.on("error", reject);
			});
			call.on("error", reject);
			call.end(body?.toString());
		});
	}

	#keep(cookie: string): void {
		const [pair = "", ...rest] = cookie.split(";");
		const [name = "", value = ""] = pair.split(/=(.*)/s);
		if (value === "" || rest.some((part) => /expires=thu, 01 jan 1970/i.test(part))) this.#cookies.delete(name);
		else this.#cookies.set(name, value);
	}
}

function formOf({ url, text }: Page): { action: string; fields: [string, string][] } | undefined {
	const action = /<form[^>]*action="([^"]*)"/.exec(text)?.[1];
	if (action === undefined) return undefined;
	const fields = [...text.matchAll(/<input([^>]*)>/g)].map(([, attributes = ""]): [string, string] => [
		/name="([^"]*)"/.exec(attributes)?.[1] ?? "",
		/value="([^"]*)"/.exec(attributes)?.[1] ?? "",
	]);
	return { action: new URL(action.replaceAll("&amp;", "&"), url).href, fields };
}
