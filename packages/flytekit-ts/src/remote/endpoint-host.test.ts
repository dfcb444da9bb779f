import { describe, expect, it } from "vitest";
import { endpointHost, isLoopback } from "./endpoint-host.js";

describe("the host of an endpoint", () => {
	it.each([
		["flyte.example.com:443", "flyte.example.com"],
		["Flyte.Example.com", "flyte.example.com"],
		["127.0.0.1:30080", "127.0.0.1"],
		["[::1]:30080", "::1"],
		["::1", "::1"],
	])("%s -> %s", (endpoint, host) => {
		expect(endpointHost(endpoint)).toBe(host);
	});

	it.each(["localhost", "LOCALHOST", "127.0.0.1", "127.9.8.7", "::1", "[::1]"])("%s is this machine", (host) => {
		expect(isLoopback(host)).toBe(true);
	});

	it.each([
		"localhost.example.com",
		"127.0.0.1.example.com",
		"0.0.0.0",
		"10.0.0.1",
		"example.com",
		"1270.0.0.1",
		"::2",
		"",
	])("%s may be another machine", (host) => {
		expect(isLoopback(host)).toBe(false);
	});
});
