import { createHmac } from "node:crypto";
import type { HttpRequest } from "../net/exchange.js";

/** Standard headers whose values are signed, in this order; the date is in x-ms-date. */
const SIGNED = [
	"content-encoding",
	"content-language",
	"content-length",
	"content-md5",
	"content-type",
	"date",
	"if-modified-since",
	"if-match",
	"if-none-match",
	"if-unmodified-since",
	"range",
];

/** The value of Authorization for a request of the account whose key, in base64, is given: Azure's Shared Key. */
export function sharedKey(request: HttpRequest, account: string, key: string): string {
	const length = request.body?.byteLength ?? 0;
	const headers: Readonly<Record<string, string>> = {
		...request.headers,
		"content-length": length === 0 ? "" : String(length),
	};
	const own = Object.keys(headers)
		.filter((name) => name.startsWith("x-ms-"))
		.sort()
		.map((name) => `${name}:${headers[name]}\n`);
	const url = new URL(request.url);
	const query = [...url.searchParams]
		.map(([name, value]) => [name.toLowerCase(), value] as const)
		.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
		.map(([name, value]) => `\n${name}:${value}`);
	const text = [
		request.method,
		...SIGNED.map((name) => headers[name] ?? ""),
		`${own.join("")}/${account}${url.pathname}${query.join("")}`,
	].join("\n");
	return `SharedKey ${account}:${createHmac("sha256", Buffer.from(key, "base64")).update(text, "utf8").digest("base64")}`;
}
