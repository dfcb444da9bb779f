import { fileURLToPath } from "node:url";
import { FlyteFile } from "flytekit-ts";
import { patch } from "flytekit-ts/testing";
import { expect, it } from "vitest";
import { pipeline, regions, salesOf } from "./pipeline.js";

const csv = FlyteFile.from<"csv">(fileURLToPath(new URL("orders.csv", import.meta.url)));

it("adds up the orders by region, best first", async () => {
	const lines = (await (await pipeline({ csv })).text()).trim().split("\n");
	expect(lines.length).toBeGreaterThan(2);
	const revenues = lines.map((line) => Number(/orders, ([\d.]+),/.exec(line)?.[1]));
	expect(revenues).toEqual([...revenues].sort((a, b) => b - a));
});

it("makes one task for each region that the data names", async () => {
	using _ = patch(regions, () => ["north", "nowhere"]);
	using sales = patch(salesOf, ({ region }) => ({ region, orders: 1, revenue: region.length, best: "tea" }));
	expect(await (await pipeline({ csv })).text()).toBe(
		"nowhere: 1 orders, 7.00, mostly tea\nnorth: 1 orders, 5.00, mostly tea\n",
	);
	expect(sales.calls.map(({ region }) => region).sort()).toEqual(["north", "nowhere"]);
});
