import { FlyteDirectory, FlyteFile } from "flytekit-ts";
import { runLocal } from "flytekit-ts/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { Gauge, GaugedStore } from "./gauge.js";
import { copied, counted, downloaded, measured, readings, written, writtenFolder } from "./streaming-entities.js";

const SIZE = 100_000_000;
/** A few chunks: what may be between the two ends at any time, and the largest piece. */
const FEW = 1024 * 1024;

beforeEach(() => {
	measured.gauge = new Gauge();
	measured.rows = 0;
});

describe("a file of 100 MB", () => {
	it("goes from one place to another without being held", async () => {
		const store = new GaugedStore(SIZE, new Gauge());
		await runLocal(copied, { file: new FlyteFile("mem://in/large") }, { blobs: store });
		expect([...store.sizes.values()]).toEqual([SIZE]);
		expect(store.gauge.total).toBe(SIZE);
		expect(store.gauge.peak).toBeLessThanOrEqual(FEW);
	});

	it("comes into a body as it is read", async () => {
		const store = new GaugedStore(SIZE, measured.gauge);
		expect(await runLocal(counted, { folder: new FlyteDirectory("mem://in") }, { blobs: store })).toBe(SIZE);
		expect(store.gauge.total).toBe(SIZE);
		expect(store.gauge.peak).toBeLessThanOrEqual(FEW);
	});

	it("goes from a body to the disk, and from there to the store", async () => {
		const store = new GaugedStore(0, new Gauge());
		await runLocal(written, { bytes: SIZE }, { blobs: store });
		expect([...store.sizes.values()]).toEqual([SIZE]);
		expect(measured.gauge.total).toBe(SIZE);
		expect(measured.gauge.peak).toBeLessThanOrEqual(FEW);
		expect(store.gauge.largest).toBeLessThanOrEqual(FEW);
	}, 60_000);

	it("comes to the disk, and is read from there", async () => {
		const store = new GaugedStore(SIZE, measured.gauge);
		expect(await runLocal(downloaded, { file: new FlyteFile("mem://in/large") }, { blobs: store })).toBe(SIZE);
		expect(store.gauge.total).toBe(SIZE);
		expect(store.gauge.peak).toBeLessThanOrEqual(FEW);
		expect(store.gauge.largest).toBeLessThanOrEqual(FEW);
	}, 60_000);
});

describe("a folder", () => {
	it("goes up file by file, each in pieces", async () => {
		const store = new GaugedStore(0, new Gauge());
		await runLocal(writtenFolder, { bytes: 10_000_000 }, { blobs: store });
		expect([...store.sizes.values()]).toEqual([10_000_000, 10_000_000]);
		expect(measured.gauge.peak).toBeLessThanOrEqual(FEW);
		expect(store.gauge.largest).toBeLessThanOrEqual(FEW);
	});
});

describe("a dataset of 200,000 rows", () => {
	it("is stored group by group, as its rows are made", async () => {
		const rowsAt: number[] = [];
		const store = new GaugedStore(0, new Gauge(), () => rowsAt.push(measured.rows));
		await runLocal(readings, { count: 200_000 }, { blobs: store });
		const between = rowsAt.map((rows, i) => rows - (rowsAt[i - 1] ?? 0));
		expect(measured.rows).toBe(200_000);
		expect(Math.max(...between)).toBeLessThanOrEqual(20_000);
		expect(store.gauge.largest).toBeLessThanOrEqual(FEW);
	});
});
